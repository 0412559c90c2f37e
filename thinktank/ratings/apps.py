from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "thinktank.ratings"

    def ready(self) -> None:
        from thinktank.delivery.cache_tags import watch
        from thinktank.ratings import invariants  # noqa: F401
        from thinktank.ratings.changes import recent_ratings

        watch(recent_ratings)
