"""The middleware around every view: the page cache, and the headers that say who may store a response."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from whitenoise.middleware import WhiteNoiseFileResponse

from thinktank.delivery import cache_status, cached_response, page_cache
from thinktank.delivery.accept import prefers_markdown
from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import REFUSED, status_of_bad_input
from thinktank.delivery.cache_tags import cache_state, current_state, notice_whether_away
from thinktank.delivery.cached_response import CachedResponse
from thinktank.delivery.decorators import PublicPage, public_page_of
from thinktank.delivery.errors import error_page, method_not_allowed
from thinktank.delivery.origin import SentFrom, sent_from

logger = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
METHODS = ["GET", "HEAD", "POST"]  # what any page of the desk answers; views refuse more

type View = Callable[[HttpRequest], HttpResponseBase]


class NotPublic(AssertionError):
    """A view marked as public was about to set a cookie."""


def delivery(get_response: View) -> View:
    """Answers from the page cache where it can. Other responses are private unless their view is public."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if status := _never_cached(request):
            return _uncached(request, get_response(request), status)
        key = page_cache.key_of(request)
        if key is None:
            return _uncached(request, get_response(request), PRIVATE)
        page, detail = _find(key)
        if page:
            return _from_cache(request, key, page, detail, get_response)
        if page_cache.public_view(request) is None:
            return _uncached(request, get_response(request), PRIVATE)
        if status_of_bad_input(request):
            return _uncached(request, get_response(request), NOT_ACCEPTED)
        if page_cache.is_off():
            return _render(request, key, get_response, cache_status.BYPASS, cache_status.OFF)
        return _render_once(request, key, get_response)

    return middleware


PRIVATE = cache_status.forwarded(cache_status.BYPASS, cache_status.PRIVATE)
NOT_ACCEPTED = cache_status.forwarded(cache_status.BYPASS, cache_status.REFUSED)
ANOTHER_TYPE = cache_status.forwarded(cache_status.BYPASS, cache_status.MARKDOWN)
OTHER_METHOD = cache_status.forwarded(cache_status.METHOD)
STATIC = cache_status.forwarded(cache_status.BYPASS, cache_status.STATIC)


def cached_answer(request: HttpRequest) -> HttpResponseBase | None:
    """The response from memory; None when it needs the database or has to be rendered. Never waits."""
    if _never_cached(request) or not page_cache.is_in_memory():
        return None
    key = page_cache.key_of(request)
    now = cached_response.now()
    if key is None:
        return None
    page, detail = page_cache.find_if_current(key, now), ""
    if page and page.needs_refresh(now) and not page_cache.is_being_rendered(key):
        return None
    if page is None:
        page, detail = page_cache.find_while_away(key, now), cache_status.DATABASE_AWAY
    return _hit(request, page, now, detail) if page else None


def _never_cached(request: HttpRequest) -> str | None:
    """Why the cache does not handle this request, as a Cache-Status; None when it does.

    A cached page must not answer where the site refuses: at another host, or to a query it cannot read.
    """
    if request.method not in ("GET", "HEAD"):
        return OTHER_METHOD
    if prefers_markdown(request):
        return ANOTHER_TYPE
    if REFUSED in request.META:
        return NOT_ACCEPTED
    try:
        request.get_host()
    except DisallowedHost:
        return NOT_ACCEPTED
    if request.META.get("QUERY_STRING") and status_of_bad_input(request) is not None:
        return NOT_ACCEPTED
    return None


def _find(key: str) -> tuple[CachedResponse | None, str]:
    """The page, and what the Cache-Status says of it."""
    try:
        return page_cache.find(key, cached_response.now()), ""
    except DatabaseError:
        return page_cache.find_while_away(key, cached_response.now()), cache_status.DATABASE_AWAY


def _hit(request: HttpRequest, page: CachedResponse, now: float, detail: str = "") -> HttpResponseBase:
    status = cache_status.hit(cache_status.seconds_left(page.expires_at, now), detail)
    return _with_status(page.to_response(request, now), status)


def _with_status(response: HttpResponseBase, status: str) -> HttpResponseBase:
    """Set the header last, because a 304 keeps few headers of the response that it replaces."""
    response.headers[cache_status.HEADER] = status
    return response


def _from_cache(
    request: HttpRequest, key: str, page: CachedResponse, detail: str, get_response: View
) -> HttpResponseBase:
    """The cached page. When it needs a refresh, one request renders it; if that fails, the page is used as it is."""
    if page.needs_refresh(cached_response.now()) and current_state():
        with page_cache.flight(key, wait=False) as (_flight, is_first):
            if is_first:
                rendered = _render(request, key, get_response, cache_status.STALE, cache_status.EARLY_REFRESH)
                if rendered.status_code < 500:
                    return rendered
    return _hit(request, page, cached_response.now(), detail)


def _render_once(request: HttpRequest, key: str, get_response: View) -> HttpResponseBase:
    """One request renders the page while others wait. They do not try when it has failed."""
    why = page_cache.why_not_fresh(key, cached_response.now())
    with page_cache.flight(key, wait=True) as (flight, is_first):
        page, detail = _find(key)
        if page:  # rendered while this request waited, or since it looked first
            now = cached_response.now()
            if is_first or detail:
                return _hit(request, page, now, detail)
            return _with_status(
                page.to_response(request, now), cache_status.forwarded(*why, is_collapsed=True)
            )
        if not is_first and flight.has_failed:
            status = cache_status.forwarded(
                cache_status.URI_MISS, cache_status.DATABASE_AWAY, is_collapsed=True
            )
            return _uncached(request, error_page(request, 503), status)
        response = _render(request, key, get_response, *why)
        flight.has_failed = response.status_code == 503
        if flight.has_failed:
            notice_whether_away()
        if flight.has_failed and (page := page_cache.find_while_away(key, cached_response.now())):
            return _hit(request, page, cached_response.now(), cache_status.DATABASE_AWAY)
        return response


def _render(
    request: HttpRequest, key: str, get_response: View, why: str, detail: str = ""
) -> HttpResponseBase:
    """The response of the view, stored if it may be. `why`, `detail`: what the Cache-Status says of the miss."""
    began = cached_response.now()
    try:
        state = cache_state()
    except DatabaseError:
        if page := page_cache.find_while_away(key, began):
            return _hit(request, page, began, cache_status.DATABASE_AWAY)
        state = None
    response = get_response(request)
    if state is None:
        return _uncached(request, response, cache_status.forwarded(why, cache_status.DATABASE_AWAY))
    if response.streaming:
        return _uncached(
            request, response, cache_status.forwarded(cache_status.BYPASS, cache_status.STREAMED)
        )
    if public_page_of(response) is None or not isinstance(response, HttpResponse):
        not_stored = cache_status.status_detail(response.status_code)
        return _uncached(request, response, cache_status.forwarded(why, not_stored))
    _make_anonymous(request, response)
    page = cached_response.make_cached_response(
        response, began=began, state=state, next_change=page_cache.next_change(state)
    )
    now = cached_response.now()
    stored_for = None
    if request.method == "GET" and page_cache.store(key, page, now):
        stored_for = cache_status.seconds_left(page.expires_at, now)
    elif not detail:
        detail = cache_status.NOT_STORED
    status = cache_status.forwarded(why, detail, stored_for=stored_for)
    return _with_status(page.to_response(request, cached_response.now()), status)


def _uncached(request: HttpRequest, response: HttpResponseBase, status: str) -> HttpResponseBase:
    """A response that the page cache does not store: private, unless a view said that the file it sends is public.

    Shared caches must revalidate such a file each time, so that withdrawing it takes effect at once.
    """
    if page := public_page_of(response):
        response = _public_file(request, response, page)
        if response.streaming or response.status_code == 304:
            status = cache_status.forwarded(cache_status.BYPASS, cache_status.STREAMED)
        return _with_status(response, status)
    if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
        response = method_not_allowed(request, response.headers["Allow"].split(", "))
    if isinstance(response, WhiteNoiseFileResponse):
        return _with_status(response, STATIC)
    response.headers["Cache-Control"] = "private, no-store"
    if is_desk(request):
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    return _with_status(response, status)


def _public_file(request: HttpRequest, response: Any, page: PublicPage) -> Any:
    _make_anonymous(request, response)
    response.headers["Cache-Control"] = f"public, max-age={page.max_age}, s-maxage=0" + (
        ", immutable" if page.immutable else ""
    )
    answer: Any = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
    if answer is not response:
        answer._resource_closers += response._resource_closers  # close a file that was opened for nothing
    return answer


def _make_anonymous(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remove cookies and Vary: a shared cache stores one copy for everyone."""
    if response.cookies:
        names = ", ".join(sorted(response.cookies))
        if settings.PUBLIC_PAGES_STRICT:
            raise NotPublic(f"{request.path} is a public page and sets the cookie {names}.")
        logger.error("A public page set the cookie %s; it was taken off.", names, extra={"request": request})
        response.cookies.clear()
    response.headers.pop("Vary", None)


def refuse_cross_site(get_response: View) -> View:
    """Refuse writing requests sent from other sites. When the browser does not say, the CSRF token decides."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and sent_from(request) is SentFrom.ELSEWHERE:
            return error_page(request, 403)
        return get_response(request)

    return middleware


def refuse_bad_input(get_response: View) -> View:
    """Refuse requests that no page of the site can mean (bad_input.py), and methods that none of the desk answers.

    Django's views of the desk would answer DELETE and PUT as they do GET. Other views name their methods themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if is_desk(request) and request.method not in METHODS:
            return method_not_allowed(request, METHODS)
        if status := status_of_bad_input(request):
            return error_page(request, status)
        return get_response(request)

    return middleware
