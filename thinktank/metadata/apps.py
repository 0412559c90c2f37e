from django.apps import AppConfig


class MetadataConfig(AppConfig):
    """What programs read of the site: tags in the head, JSON-LD, citations, typed links."""

    name = "thinktank.metadata"

    def ready(self) -> None:
        from django.views.decorators.http import require_safe

        from thinktank.metadata.crossref.views import crossref_file
        from thinktank.metadata.signposting import typed_links
        from thinktank.publishing.admin.further_pages import add_page
        from thinktank.publishing.admin.permissions import PUBLISH
        from thinktank.publishing.public.further_links import add_links

        add_links(typed_links)
        add_page(
            "<path:object_id>/crossref/<str:language>/", "crossref", require_safe(crossref_file), PUBLISH
        )
