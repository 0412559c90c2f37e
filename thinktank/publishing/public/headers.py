"""What the page of an edition says in its headers: language, place in search engines, versions, typed links."""

import datetime
from collections.abc import Iterator

from thinktank.publishing.public.further_links import further_links
from thinktank.publishing.public.version_links import http_date, link_header
from thinktank.publishing.publication_types import Context


def headers_of(context: Context, reader_language: str, now: datetime.datetime) -> Iterator[tuple[str, str]]:
    """(name, value) of each header of a page with this context, which `edition_context` made."""
    edition, around = context["edition"], context["surroundings"]
    is_numbered, is_print = context["is_numbered"], context["is_print"]
    yield "Content-Language", edition.language  # of the text, which may not be that of what is around it
    if is_numbered or is_print or context["ended"]:
        yield "X-Robots-Tag", "noindex"
    if not is_print and edition.language == reader_language:
        versions = link_header(edition, around.history, is_memento=is_numbered)
        yield "Link", ", ".join([versions, *further_links(edition, now, around, context["page_key"])])
        if is_numbered:
            yield "Memento-Datetime", http_date(edition.live_from)
