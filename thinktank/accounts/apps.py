from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "thinktank.accounts"

    def ready(self) -> None:
        from thinktank.accounts.roles import ensure_roles_after_migrate
        from thinktank.accounts.sessions import watch_accounts

        # This app has no models, so Django announces nothing for it.
        post_migrate.connect(ensure_roles_after_migrate, sender=apps.get_app_config("auth"))
        watch_accounts()
