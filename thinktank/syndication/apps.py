from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "thinktank.syndication"

    def ready(self) -> None:
        from thinktank.publishing.editions.announce import tell_of_editions
        from thinktank.syndication.announce import queue_announcement

        tell_of_editions(queue_announcement)
