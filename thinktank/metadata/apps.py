from django.apps import AppConfig


class MetadataConfig(AppConfig):
    """What programs read of the site: tags in the head, JSON-LD, citations."""

    name = "thinktank.metadata"
