from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "thinktank.readers"

    def ready(self) -> None:
        from thinktank.readers import checks, networks  # noqa: F401
