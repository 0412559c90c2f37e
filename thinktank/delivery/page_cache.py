"""The page cache: what public views answered, kept in memory (or in Valkey) until it is old.

Only views that say `@public_page` are kept. The key is scheme, path and those fields of the query that the view reads;
a page is used while nothing it shows has changed (cache_tags.py), before the next deadline, and for its own life at
most. When many ask at once for a page that is not there, one of them makes it. A cache that fails is a miss.
"""

import datetime
import functools
import hashlib
import logging
import threading
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from thinktank.delivery.cache_tags import (
    KEPT_WHILE_AWAY,
    Reading,
    current,
    last_known,
    reading,
    when_erased,
)
from thinktank.delivery.cached_response import KeptPage

logger = logging.getLogger(__name__)

LARGEST = 2 * 1024 * 1024  # bytes
LONGEST_WAIT = 2  # seconds: then a waiting reader's page is made too


def public_view(request: HttpRequest):
    """The `@public_page` view that will answer, or None."""
    return _public_view_at(request.path_info, settings.ROOT_URLCONF)


@functools.lru_cache(maxsize=500)
def _public_view_at(path, urlconf):
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(path, urlconf).func
        except Resolver404:
            return None
    return view if getattr(view, "is_public", False) else None


def allowed_query(request: HttpRequest, names: tuple[str, ...]) -> QueryDict:
    """The query without what the view does not read, its fields in order: the same for `?utm_source=...`."""
    kept = QueryDict(mutable=True)
    for name in sorted(names):
        if values := request.GET.getlist(name):
            kept.setlist(name, values)
    kept._mutable = False
    return kept


def key_of(request: HttpRequest) -> str | None:
    """Where the answer is kept, or None when no public view will give it. Without a query nothing is looked up."""
    query = ""
    if request.META.get("QUERY_STRING"):
        view = public_view(request)
        if view is None:
            return None
        query = allowed_query(request, view.reads).urlencode()
    place = f"{_release()} {request.scheme} {request.path}?{query}"
    return hashlib.blake2b(place.encode(), digest_size=16).hexdigest()


def _release():
    """Pages name style sheets and scripts of one release."""
    return getattr(staticfiles_storage, "manifest_hash", "")


def _store():
    return caches["pages"]


def _snapshots():
    """On the disk, for all processes of the machine; they are read while the database is away, and only then."""
    return caches["snapshots"]


def find(key: str, now: float) -> KeptPage | None:
    """The page under this key if it may still be used.

    Raises DatabaseError: without news nothing kept is shown, but what `find_while_away` finds.
    """
    page = _get(key, _store)
    return page if page is not None and page.is_fresh(now, reading()) else None


def find_at_hand(key: str, now: float) -> KeptPage | None:
    """The same without asking the database: also when it is known to be away."""
    page = _get(key, _store)
    if page and (known := current()) and page.is_fresh(now, known):
        return page
    return find_while_away(key, now)


def find_while_away(key: str, now: float) -> KeptPage | None:
    """A page that may be shown because the database is away: this process's own, or what any of them left on the disk."""
    known = last_known()
    if known is None:
        return None
    found = (_get(key, store) for store in (_store, _snapshots))
    return next((page for page in found if page and page.is_good_while_away(now, known)), None)


def _get(key, store):
    try:
        return store().get(key)
    except Exception as error:  # whatever its client raises: slower, but right
        logger.warning("The page cache cannot be read: %r", error)
        return None


def is_in_memory() -> bool:
    return isinstance(_store(), LocMemCache)


def is_off() -> bool:
    return settings.CACHES["pages"]["BACKEND"].endswith("DummyCache")


def store(key: str, page: KeptPage, now: float) -> None:
    if len(page.body) > LARGEST or page.expires_at <= now or is_off():
        return
    life = max(1, round(min(page.expires_at + KEPT_WHILE_AWAY, page.next_change) - now))
    for place, kept in ((_snapshots, page), (_store, page.compress())):
        try:
            place().set(key, kept, timeout=life)
        except Exception as error:  # as above
            logger.warning("The page cache cannot be written: %r", error)


def _forget():
    """Pages in this process's memory and on the disk; elsewhere the oldest are gone within a minute (LONGEST_LIFE)."""
    if is_in_memory():
        _store().clear()
    try:
        _snapshots().clear()
    except OSError as error:  # nothing made before the erasure is shown again all the same
        logger.error("What was shown last cannot be removed from the disk: %s", error)


when_erased.append(_forget)


def next_change(known: Reading) -> datetime.datetime:
    """When public pages change next by the clock: at the next deadline, or when the day ends."""
    today = timezone.localtime()
    midnight = (today + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, known.deadline) if known.deadline else midnight


# One makes it

_flights = {}
_flights_lock = threading.Lock()


class Flight:
    """The making of one page. `is_first`: for whoever makes it; `has_failed`: the others need not try."""

    def __init__(self):
        self.has_landed = threading.Event()
        self.has_failed = False


def is_being_made(key: str) -> bool:
    return key in _flights


@contextmanager
def flight(key: str, *, wait: bool):
    """Gives (the flight, True) to the one reader who makes the page, (the flight, False) to those who come meanwhile.

    With `wait` they get it when the page is done; without, at once.
    """
    with _flights_lock:
        known = _flights.get(key)
        flight = known or _flights.setdefault(key, Flight())
    if known:
        if wait:
            flight.has_landed.wait(LONGEST_WAIT)
        yield flight, False
        return
    try:
        yield flight, True
    finally:
        with _flights_lock:
            del _flights[key]
        flight.has_landed.set()
