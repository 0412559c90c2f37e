from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErrorReportsConfig(AppConfig):
    """The label stays `corrections`: tables, migrations, permissions and URL names use it."""

    name = "thinktank.error_reports"
    label = "corrections"
    verbose_name = _("Readers")
