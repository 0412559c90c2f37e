from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "thinktank.accounts"

    def ready(self) -> None:
        from thinktank.accounts.roles import ensure_roles_after_migrate
        from thinktank.accounts.sessions import watch_accounts

        # After the last app: Django has then renamed the permissions of renamed models, and made those of new ones.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(ensure_roles_after_migrate, sender=last)
        watch_accounts()
