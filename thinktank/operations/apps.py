from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "thinktank.operations"

    def ready(self) -> None:
        from thinktank.operations import checks, private_interfaces, sqlite_check  # noqa: F401 (register checks)
