from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "thinktank.operations"

    def ready(self) -> None:
        from thinktank.operations import private_interfaces, sqlite_check  # noqa: F401 (they register checks)
