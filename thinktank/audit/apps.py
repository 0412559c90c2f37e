from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "thinktank.audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from thinktank.audit.accounts import watch_accounts
        from thinktank.audit.desk import hear
        from thinktank.desk.history import listeners

        watch_accounts()
        listeners.append(hear)
