from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "thinktank.taxonomy"
    verbose_name = _("Topics, regions, audiences")

    def ready(self) -> None:
        from thinktank.accounts.permissions import limited_to
        from thinktank.taxonomy.models import limits_of

        limited_to.append(limits_of)
