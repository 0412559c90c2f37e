"""Public pages: the same bytes for every reader, so that any cache may keep them for a while.

A view is private unless it says `@public_page`; the middleware `delivery` sees to the rest.
"""

from functools import partial, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, set_response_etag

from thinktank.delivery.anonymity import forget_the_reader
from thinktank.delivery.errors import method_not_allowed

MAX_AGE = 60  # seconds
CACHEABLE = {200, 301, 302, 410}


def public_page(view=None, *, max_age: int = MAX_AGE, immutable: bool = False):
    """Mark a view as anonymous and cacheable: `@public_page`, `@public_page(max_age=10)`.

    The view answers GET and HEAD only and finds no cookie, session, account or message in the request. Its answer
    may be kept for `max_age` seconds and shown for as long again while a fresh one is fetched; an `immutable` one
    never changes. An ETag the view has set is used, else one is made from the content.
    """
    if view is None:
        return partial(public_page, max_age=max_age, immutable=immutable)
    freshness = "immutable" if immutable else f"stale-while-revalidate={max_age}"
    cache_control = f"public, max-age={max_age}, {freshness}"

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed(request, ["GET", "HEAD"])
        forget_the_reader(request)
        _speak_the_language_of_the_path(request)
        response = _rendered(view(request, *args, **kwargs))
        if response.status_code in CACHEABLE:
            response.headers["Cache-Control"] = cache_control
            response = _when_changed(request, response)
            response.is_public = True
        return response

    page.is_public = True
    page.csrf_exempt = True  # nothing is written here; another method is answered 405, not 403
    return page


def _speak_the_language_of_the_path(request: HttpRequest) -> None:
    """A path without a language has the first one, whatever the reader's browser prefers."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _rendered(response: HttpResponse) -> HttpResponse:
    return response if getattr(response, "is_rendered", True) else response.render()


def _when_changed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 when the asker has this very answer (RFC 9110, section 13)."""
    if not response.has_header("ETag"):
        set_response_etag(response)
    return get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
