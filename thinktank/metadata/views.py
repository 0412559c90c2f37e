"""Citations as files. Templates link to them; they say the same as the block under the text."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from thinktank.delivery.decorators import tag_response
from thinktank.metadata.citations.styles import FORMATS, written
from thinktank.metadata.description import describe_edition
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered
from thinktank.publishing.public.pages import gone_page, tags_of
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import PublicationType


def citation(request: HttpRequest, publication_type: PublicationType, slug: str, ending: str) -> HttpResponse:
    """The citation of the live edition at this address."""
    now = timezone.now()
    found = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    if found and found.moved_to:
        return HttpResponsePermanentRedirect(f"{found.moved_to}cite/{ending}/")
    return _respond(request, found, ending, now)


def edition_citation(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, ending: str
) -> HttpResponse:
    """The citation of one edition; of an old one it says what became of the text."""
    now = timezone.now()
    return _respond(
        request, find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now), ending, now
    )


def _respond(
    request: HttpRequest, found: LookupResult | None, ending: str, now: datetime.datetime
) -> HttpResponse:
    if found and found.gone:
        return gone_page(request, found.gone, now)
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE:
        raise Http404
    around = surroundings_of(edition, now)
    tag_response(request, *tags_of(edition, around))
    text = written(ending, describe_edition(edition, now, around), timezone.localdate(now))
    filename = f"{edition.slug}-{edition.language}-{edition.number}.{ending}"
    return HttpResponse(
        text,
        content_type=FORMATS[ending].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "X-Robots-Tag": "noindex",
            "Content-Language": edition.language,
        },
    )
