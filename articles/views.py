"""Views of the recordings of episodes. Articles share all other views with every type of publication."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from articles.publication_type import ARTICLES
from thinktank.delivery.decorators import public_page
from thinktank.delivery.media_host import sent_from_media_host
from thinktank.library.files import serve_recording
from thinktank.library.sound import extension_of
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered


@sent_from_media_host()
@public_page
def article_recording(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The recording of the live edition. Those of older editions have addresses with the edition's number."""
    found = find_at_address(ARTICLES.name, ARTICLES.prefix, request.LANGUAGE_CODE, slug, timezone.now())
    return _serve_recording(request, found, extension)


@sent_from_media_host()
@public_page
def article_edition_recording(
    request: HttpRequest, slug: str, number: int, extension: str
) -> HttpResponseBase:
    found = find_numbered(ARTICLES.name, request.LANGUAGE_CODE, slug, number, timezone.now())
    return _serve_recording(request, found, extension)


def _serve_recording(request: HttpRequest, found: LookupResult | None, extension: str) -> HttpResponseBase:
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE:
        raise Http404
    recording = edition.content["facts"].get("recording")
    if not recording or extension != extension_of(recording):
        raise Http404
    filename = f"{edition.slug}-{edition.language}-{edition.number}.{extension}"
    return serve_recording(request, recording, filename)
