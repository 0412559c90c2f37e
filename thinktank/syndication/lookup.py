"""What an address of a feed, a calendar or a Markdown text belongs to: a live edition, or a topic, person ..."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from thinktank.pages.subjects import find
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import find_at_address
from thinktank.publishing.public.pages import gone_page
from thinktank.publishing.publication_types import PublicationType


def live_edition_at(
    request: HttpRequest, publication_type: PublicationType, slug: str, beyond: str
) -> Edition | HttpResponse:
    """The live edition in the reader's language, or the response to send: where it moved to, or that it is gone.

    `beyond` is what the address has beyond that of the text, such as "event.ics" or ".md"; see `beyond_path`. Raises
    Http404 for a text that is not live in this language.
    """
    now, language = timezone.now(), request.LANGUAGE_CODE
    found = find_at_address(publication_type.name, publication_type.prefix, language, slug, now)
    if found and found.moved_to:
        return HttpResponsePermanentRedirect(beyond_path(found.moved_to, beyond))
    if found and found.gone:
        return gone_page(request, found.gone, now)
    if not found or not found.edition or found.edition.language != language or not found.edition.is_live(now):
        raise Http404
    return found.edition


def beyond_path(path: str, beyond: str) -> str:
    """The address of something that belongs to a page: "/x/event.ics" and "/x.md" belong to "/x/"."""
    return path.removesuffix("/") + beyond if beyond.startswith(".") else path + beyond


def subject_at(request: HttpRequest, model: Any, slug: str, beyond: str) -> Any:
    """The public topic, person ... with this slug, or the response to send: a redirect, or that it is not public.

    Raises Http404 when no subject was ever public at this address.
    """
    found = find(request, model, slug)
    if isinstance(found, HttpResponsePermanentRedirect):
        return HttpResponsePermanentRedirect(found.url + beyond)
    return found
