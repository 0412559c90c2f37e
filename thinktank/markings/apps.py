from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarkingsConfig(AppConfig):
    """Statements that stand beside a name, or on every page, for as long as they are in force."""

    name = "thinktank.markings"
    verbose_name = _("Markings")

    def ready(self) -> None:
        from thinktank.delivery.cache_tags import SITE_WIDE, invalidate_with
        from thinktank.markings.in_force import MARKINGS
        from thinktank.markings.models import Marking

        invalidate_with(Marking, lambda marking: [SITE_WIDE, MARKINGS])
