"""The addresses of Markdown: that of a text with .md in place of its last slash, and that of each edition."""

import datetime
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override

from thinktank.addresses.alternates import absolute
from thinktank.delivery.accept import prefers_markdown
from thinktank.delivery.cache_tags import TAGGED_PAGE_LIFE
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import find_numbered
from thinktank.publishing.public.pages import gone_page, tags_of
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import PublicationType, publication_types
from thinktank.syndication.lookup import beyond_path, live_edition_at
from thinktank.syndication.markdown.document import markdown_document

MEDIA_TYPE = "text/markdown; charset=utf-8"
ENDING = ".md"

type View = Callable[..., HttpResponseBase]


def markdown_view(publication_type: PublicationType) -> Callable[..., HttpResponse]:
    """The view of the live editions of a type as Markdown."""

    @public_page(life=TAGGED_PAGE_LIFE)
    def markdown(request: HttpRequest, slug: str) -> HttpResponse:
        edition = live_edition_at(request, publication_type, slug, ENDING)
        return edition if isinstance(edition, HttpResponse) else _respond(request, edition, timezone.now())

    return markdown


def edition_markdown_view(publication_type: PublicationType) -> Callable[..., HttpResponse]:
    """The view of each edition on record as Markdown, for ever."""

    @public_page(life=TAGGED_PAGE_LIFE)
    def edition_markdown(request: HttpRequest, slug: str, number: int) -> HttpResponse:
        now = timezone.now()
        found = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
        if found and found.gone:
            return gone_page(request, found.gone, now)
        if not found or not found.edition:
            raise Http404
        response = _respond(request, found.edition, now)
        response["X-Robots-Tag"] = "noindex"
        return response

    return edition_markdown


def _respond(request: HttpRequest, edition: Edition, now: datetime.datetime) -> HttpResponse:
    around = surroundings_of(edition, now)
    tag_response(request, *tags_of(edition, around))
    with override(edition.language):
        written = markdown_document(edition, around, now)
    canonical = absolute(edition.get_absolute_url())
    headers = {"Link": f'<{canonical}>; rel="canonical"', "Content-Language": edition.language}
    return HttpResponse(written, content_type=MEDIA_TYPE, headers=headers)


def lead_to_markdown(get_response: View) -> View:
    """Middleware: who asks for the page of a text and would rather have Markdown is led to it.

    The page cache lets such requests pass (thinktank/delivery/accept.py), so one address has one content there.
    """
    pages = {f"{each.name}_{page}" for each in publication_types() for page in ("detail", "edition")}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or not prefers_markdown(request):
            return get_response(request)
        try:
            is_text = resolve(request.path_info).url_name in pages
        except Resolver404:
            is_text = False
        if not is_text:
            return get_response(request)
        response = HttpResponseRedirect(beyond_path(request.path, ENDING))
        response["Vary"] = "Accept"
        return response

    return middleware
