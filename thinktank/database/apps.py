from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "thinktank.database"

    def ready(self) -> None:
        from thinktank.database.lookups import register_lookups

        register_lookups()
