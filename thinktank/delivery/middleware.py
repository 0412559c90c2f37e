"""How every response leaves: private unless a view said it is public; hostile input stops here."""

import logging

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.utils.cache import get_conditional_response
from whitenoise.middleware import WhiteNoiseFileResponse

from thinktank.delivery import cached_response, page_cache
from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import REFUSED, status_of_bad_input
from thinktank.delivery.cache_tags import cache_state, current_state
from thinktank.delivery.errors import error_page, method_not_allowed
from thinktank.delivery.origin import SentFrom, sent_from

logger = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class NotPublic(AssertionError):
    """A page marked public was about to set a cookie."""


def delivery(get_response):
    """Outermost: answers with a kept page where there is one, and says of each response who may keep it."""

    def middleware(request):
        if not _may_be_kept(request):
            return _sealed(request, get_response(request))
        key = page_cache.key_of(request)
        if key is None:
            return _sealed(request, get_response(request))
        if page := _kept(key):
            return _renewed(request, key, page, get_response)
        if page_cache.public_view(request) is None or status_of_bad_input(request):
            return _sealed(request, get_response(request))
        if page_cache.is_off():
            return _made(request, key, get_response)
        return _made_once(request, key, get_response)

    return middleware


def cached_answer(request):
    """The answer from memory, or None when the database has to be asked or the page be made. Never waits."""
    if not _may_be_kept(request) or not page_cache.is_in_memory():
        return None
    key = page_cache.key_of(request)
    now = cached_response.now()
    page = key and page_cache.find_at_hand(key, now)
    if not page or (page.needs_refresh(now) and current_state() and not page_cache.is_being_rendered(key)):
        return None
    return page.to_response(request, now)


def _may_be_kept(request):
    """Whether the host is ours and the query can be read: a kept page must not answer where others refuse."""
    if request.method not in ("GET", "HEAD") or REFUSED in request.META:
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return not request.META.get("QUERY_STRING") or status_of_bad_input(request) is None


def _kept(key):
    try:
        return page_cache.find(key, cached_response.now())
    except DatabaseError:
        return page_cache.find_while_away(key, cached_response.now())


def _renewed(request, key, page, get_response):
    """The page, made anew by one reader when it grows old; as it is, when that fails."""
    if page.needs_refresh(cached_response.now()) and current_state():
        with page_cache.flight(key, wait=False) as (_flight, is_first):
            if is_first:
                made = _made(request, key, get_response)
                if made.status_code < 500:
                    return made
    return page.to_response(request, cached_response.now())


def _made_once(request, key, get_response):
    """By one reader while the others wait; they do not try what has just failed."""
    with page_cache.flight(key, wait=True) as (flight, is_first):
        if page := _kept(key):  # made while we waited, or between the two looks
            return page.to_response(request, cached_response.now())
        if not is_first and flight.has_failed:
            return _sealed(request, error_page(request, 503))
        response = _made(request, key, get_response)
        flight.has_failed = response.status_code == 503
        if flight.has_failed and (page := page_cache.find_while_away(key, cached_response.now())):
            return page.to_response(request, cached_response.now())
        return response


def _made(request, key, get_response):
    """The answer of the view, kept for those who come after."""
    began = cached_response.now()
    try:
        known = cache_state()
    except DatabaseError:
        if page := page_cache.find_while_away(key, began):
            return page.to_response(request, began)
        known = None
    response = get_response(request)
    if known is None or response.streaming or not hasattr(response, "public_page"):
        return _sealed(request, response)
    _leave_to_everybody(request, response)
    page = cached_response.make_cached_response(
        response, began=began, state=known, next_change=page_cache.next_change(known)
    )
    if request.method == "GET":
        page_cache.store(key, page, cached_response.now())
    return page.to_response(request, cached_response.now())


def _sealed(request, response):
    """What is not kept: private, unless a view said that a file it sends is public.

    Shared caches ask after such a file each time: what was withdrawn is gone from them at once.
    """
    if page := getattr(response, "public_page", None):
        _leave_to_everybody(request, response)
        response.headers["Cache-Control"] = f"public, max-age={page.max_age}, s-maxage=0" + (
            ", immutable" if page.immutable else ""
        )
        answer = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
        if answer is not response:
            answer._resource_closers += response._resource_closers  # a file that was opened for nothing
        return answer
    if response.status_code == 405 and not response.streaming and not response.content:
        response = method_not_allowed(request, response.headers["Allow"].split(", "))
    if not isinstance(response, WhiteNoiseFileResponse):
        response.headers["Cache-Control"] = "private, no-store"
    if is_desk(request):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _leave_to_everybody(request, response):
    """Neither cookie nor Vary: a shared cache keeps one copy for all."""
    if response.cookies:
        names = ", ".join(sorted(response.cookies))
        if settings.PUBLIC_PAGES_STRICT:
            raise NotPublic(f"{request.path} is a public page and sets the cookie {names}.")
        logger.error("The public page %s set the cookie %s; it was taken off.", request.path, names)
        response.cookies.clear()
    response.headers.pop("Vary", None)


def refuse_cross_site(get_response):
    """What changes something is accepted from the site's own pages only; without a word on it, a token decides."""

    def middleware(request):
        if request.method not in SAFE_METHODS and sent_from(request) is SentFrom.ELSEWHERE:
            return error_page(request, 403)
        return get_response(request)

    return middleware


def refuse_bad_input(get_response):
    def middleware(request):
        if status := status_of_bad_input(request):
            return error_page(request, status)
        return get_response(request)

    return middleware
