from django.apps import AppConfig


class MetadataConfig(AppConfig):
    """What programs read of the site: tags in the head, JSON-LD, citations, typed links."""

    name = "thinktank.metadata"

    def ready(self) -> None:
        from thinktank.metadata.signposting import typed_links
        from thinktank.publishing.public.further_links import add_links

        add_links(typed_links)
