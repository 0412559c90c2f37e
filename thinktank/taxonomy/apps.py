from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "thinktank.taxonomy"
    verbose_name = _("Topics, regions, audiences")
