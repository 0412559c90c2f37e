from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrintingConfig(AppConfig):
    """Files generated from editions: PDF, parallel PDF, EPUB, share image."""

    name = "thinktank.printing"
    verbose_name = _("Printing")

    def ready(self) -> None:
        from thinktank.printing import checks  # noqa: F401
        from thinktank.printing.epub import make_epub
        from thinktank.printing.foreseen import foreseen_in_pdf, foreseen_in_share_image
        from thinktank.printing.parallel import make_parallel_pdf, pairs_of
        from thinktank.printing.pdf import make_pdf
        from thinktank.printing.share.words import make_share_image
        from thinktank.publishing.editions.generated_files import FileMaker, register
        from thinktank.publishing.models import EditionFile

        register(FileMaker(EditionFile.Kind.PDF, make_pdf, foresees=foreseen_in_pdf))
        register(FileMaker(EditionFile.Kind.PARALLEL_PDF, make_parallel_pdf, targets=pairs_of))
        register(FileMaker(EditionFile.Kind.EPUB, make_epub))
        register(FileMaker(EditionFile.Kind.SHARE_IMAGE, make_share_image, foresees=foreseen_in_share_image))
