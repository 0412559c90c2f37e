from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "thinktank.ratings"

    def ready(self):
        from thinktank.ratings import soundness  # noqa: F401
