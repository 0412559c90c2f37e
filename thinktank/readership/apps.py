from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadershipConfig(AppConfig):
    name = "thinktank.readership"
    verbose_name = _("Readers")

    def ready(self) -> None:
        from thinktank.readership import invariants  # noqa: F401
