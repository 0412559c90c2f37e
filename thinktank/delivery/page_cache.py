"""The page cache: responses of public views, kept in memory (or in Valkey).

Only responses of `@public_page` views are stored. The key is scheme, path and the query parameters that the view reads.
A stored page is used until one of its tags is invalidated, an expiry passes (cache_tags.py) or its life ends. When
many requests for a page that is not stored arrive at once, one of them renders it. A cache that fails is a miss.
"""

import datetime
import functools
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from thinktank.delivery import cache_status
from thinktank.delivery.cache_tags import (
    KEPT_WHILE_AWAY,
    CacheState,
    cache_state,
    current_state,
    last_known_state,
    on_erase,
)
from thinktank.delivery.cached_response import CachedResponse
from thinktank.delivery.memory_cache import MemoryCache

logger = logging.getLogger(__name__)

FORMAT = 3  # of CachedResponse: raise it with the fields, so that pages of an older release are not read

MAX_BODY = 2 * 1024 * 1024  # bytes
MAX_WAIT = 2  # seconds: then a waiting request renders the page too


def public_view(request: HttpRequest) -> Callable[..., HttpResponseBase] | None:
    """The `@public_page` view at the path of the request, or None."""
    return _public_view_at(request.path_info, settings.ROOT_URLCONF)


@functools.lru_cache(maxsize=500)
def _public_view_at(path: str, urlconf: str) -> Callable[..., HttpResponseBase] | None:
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(path, urlconf).func
        except Resolver404:
            return None
    return view if getattr(view, "is_public", False) else None


def allowed_query(request: HttpRequest, names: tuple[str, ...]) -> QueryDict:
    """The query parameters that the view reads, in order of their names: `?utm_source=...` makes no difference."""
    kept = QueryDict(mutable=True)
    for name in sorted(names):
        if values := request.GET.getlist(name):
            kept.setlist(name, values)
    kept._mutable = False
    return kept


def key_of(request: HttpRequest) -> str | None:
    """The key of the page, or None when a query names no public view. Without a query the view is not looked up."""
    query = ""
    if request.META.get("QUERY_STRING"):
        view = public_view(request)
        if view is None:
            return None
        query = allowed_query(request, getattr(view, "reads", ())).urlencode()
    name = f"{FORMAT} {_release()} {request.scheme} {request.path}?{query}"
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _release() -> str:
    """The hash of the static files, because pages link to those of one release."""
    return getattr(staticfiles_storage, "manifest_hash", "")


def _store() -> BaseCache:
    return caches["pages"]


def _snapshots() -> BaseCache:
    """Pages on the disk, for all processes of the machine. They are read only while the database is away."""
    return caches["snapshots"]


def find(key: str, now: float) -> CachedResponse | None:
    """The page with this key if it is fresh.

    Raises DatabaseError when the cache state cannot be read: then only `find_while_away` may find pages.
    """
    page = _get(key, _store)
    return page if page is not None and page.is_fresh(now, cache_state()) else None


def find_if_current(key: str, now: float) -> CachedResponse | None:
    """The same without querying the database: None as well when this process has not read the state just now."""
    page = _get(key, _store)
    return page if page and (state := current_state()) and page.is_fresh(now, state) else None


def find_while_away(key: str, now: float) -> CachedResponse | None:
    """A page that may be shown because the database is away: from this process's memory or from the disk."""
    state = last_known_state()
    if state is None:
        return None
    found = (_get(key, store) for store in (_store, _snapshots))
    return next((page for page in found if page and page.is_usable_while_away(now, state)), None)


def snapshot(key: str) -> CachedResponse | None:
    """The copy on the disk, whatever its state."""
    return _get(key, _snapshots)


def why_not_fresh(key: str, now: float) -> tuple[str, str]:
    """For Cache-Status, why `find` found nothing: the reason of RFC 9211, and a detail."""
    page = _get(key, _store)
    if page is None:
        return cache_status.URI_MISS, ""
    return cache_status.STALE, cache_status.EXPIRED if page.expires_at <= now else cache_status.INVALIDATED


def _get(key: str, store: Callable[[], BaseCache]) -> CachedResponse | None:
    try:
        return store().get(key)
    except Exception as error:  # whatever the cache client raises, and unpickling: a miss
        logger.warning("The page cache cannot be read: %r", error)
        return None


def is_in_memory() -> bool:
    return isinstance(_store(), MemoryCache)


def is_off() -> bool:
    return settings.CACHES["pages"]["BACKEND"].endswith("DummyCache")


def store(key: str, page: CachedResponse, now: float) -> bool:
    """Store the page, unless it is too large or its life has ended; whether it was stored."""
    if len(page.body) > MAX_BODY or page.expires_at <= now or is_off():
        return False
    is_stored = False
    life = max(1, round(min(page.expires_at + KEPT_WHILE_AWAY, page.next_change) - now))
    for target, stored in ((_snapshots, page), (_store, page.compress())):
        try:
            target().set(key, stored, timeout=life)
            is_stored = True  # in the last one, which answers requests
        except Exception as error:  # as above
            logger.warning("The page cache cannot be written: %r", error)
            is_stored = False
    return is_stored


def _forget() -> None:
    """Clear this process's memory and the disk. Pages in Valkey end with their lives (PublicPage.life)."""
    if is_in_memory():
        _store().clear()
    try:
        _snapshots().clear()
    except OSError as error:  # its tags keep it from being shown all the same
        logger.error("The pages on the disk cannot be removed: %s", error)


on_erase(_forget)


def next_change(state: CacheState) -> datetime.datetime:
    """When public pages change next by the clock: at the next expiry, or when the day ends."""
    today = timezone.localtime()
    midnight = (today + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, state.next_expiry) if state.next_expiry else midnight


# One request renders a page, the others wait for it

_flights: dict[str, "Flight"] = {}
_flights_lock = threading.Lock()


class Flight:
    """The rendering of one page. `has_failed`: the requests that wait for it need not try."""

    def __init__(self) -> None:
        self.has_landed = threading.Event()
        self.has_failed = False


def is_being_rendered(key: str) -> bool:
    return key in _flights


@contextmanager
def flight(key: str, *, wait: bool) -> Iterator[tuple[Flight, bool]]:
    """Yields (flight, True) to the first request for a page, (flight, False) to others while the first is running.

    With `wait`, the others get it when the first has ended or MAX_WAIT has passed; without, at once.
    """
    with _flights_lock:
        known = _flights.get(key)
        flight = known or _flights.setdefault(key, Flight())
    if known:
        if wait:
            flight.has_landed.wait(MAX_WAIT)
        yield flight, False
        return
    try:
        yield flight, True
    finally:
        with _flights_lock:
            del _flights[key]
        flight.has_landed.set()
