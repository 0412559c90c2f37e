from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "thinktank.ratings"

    def ready(self) -> None:
        from thinktank.ratings import invariants  # noqa: F401
