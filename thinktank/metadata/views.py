"""Citations as files: templates link to them, and they say the same as the block under the text. Linksets of editions."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.utils import timezone

from thinktank.delivery.decorators import tag_response
from thinktank.metadata.citations.styles import FORMATS, written
from thinktank.metadata.description import describe_edition
from thinktank.metadata.signposting import LINKSET, linkset
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered
from thinktank.publishing.public.pages import gone_page, tags_of
from thinktank.publishing.public.surroundings import Surroundings, surroundings_of
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


def edition_linkset(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int
) -> HttpResponse:
    """The typed links of one edition, its files and its citations: RFC 9264."""
    now = timezone.now()
    found = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
    described = _described(request, found, now)
    if isinstance(described, HttpResponse):
        return described
    edition, around = described
    is_newest = around.history[0].pk == edition.pk
    links = linkset(describe_edition(edition, now, around), is_newest=is_newest)
    return JsonResponse(links, content_type=LINKSET, headers=_headers(edition))


def _respond(
    request: HttpRequest, found: LookupResult | None, ending: str, now: datetime.datetime
) -> HttpResponse:
    described = _described(request, found, now)
    if isinstance(described, HttpResponse):
        return described
    edition, around = described
    text = written(ending, describe_edition(edition, now, around), timezone.localdate(now))
    filename = f"{edition.slug}-{edition.language}-{edition.number}.{ending}"
    attached = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type=FORMATS[ending].media_type, headers=attached | _headers(edition))


def _described(
    request: HttpRequest, found: LookupResult | None, now: datetime.datetime
) -> tuple[Edition, Surroundings] | HttpResponse:
    """The edition that was found and what is around it, or what became of it. Raises Http404."""
    if found and found.gone:
        return gone_page(request, found.gone, now)
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE:
        raise Http404
    around = surroundings_of(edition, now)
    tag_response(request, *tags_of(edition, around))
    return edition, around


def _headers(edition: Edition) -> dict[str, str]:
    return {"X-Robots-Tag": "noindex", "Content-Language": edition.language}
