from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "thinktank.library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from thinktank.delivery.cache_tags import SITE_WIDE, invalidate
        from thinktank.library.models import Image

        def changed(created: bool, **_signal: object) -> None:
            """Logos and portraits are read live, by the menus of every page for one. A new picture is shown nowhere."""
            if not created:
                invalidate(SITE_WIDE)

        post_save.connect(changed, sender=Image, weak=False, dispatch_uid="invalidate pages with pictures")
