"""Cache tags: how a cached page learns that what it shows has changed, or will change by the clock.

Code that changes what the public sees calls `invalidate(publication_tag(uid), ...)` in the same transaction, and
`expire_pages_at(moment, ...)` for changes that happen later without a write. Every process reads both from the database
at most once a second, so that all processes know of a change one second after it was made. While the database is
away, processes use what they last read, within the limits of decision 0088.
"""

import datetime
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    models,
    transaction,
)
from django.db.models import Min
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from thinktank.database.replica import position_of_primary, reading_from_primary
from thinktank.delivery import withdrawal_mark
from thinktank.delivery.models import Expiry, Invalidation
from thinktank.delivery.rehearsal import is_rehearsal

READ_EVERY = 1.0  # seconds
PAGE_LIFE = 60  # seconds a page is cached, unless its view says otherwise
TAGGED_PAGE_LIFE = 300  # seconds a page is cached whose tags name everything that it shows
KEPT_WHILE_AWAY = 600  # seconds a page may be shown beyond its life while the database is away
LOOK_BACK = datetime.timedelta(seconds=KEPT_WHILE_AWAY + 2 * PAGE_LIFE)  # longer than any page is cached
SKEW = datetime.timedelta(seconds=2)  # a time later than now by more than this comes from a wrong clock
FORGET_AFTER = datetime.timedelta(hours=1)

LONGEST_READ = 0.5  # seconds: a read that takes longer is waiting for the database
LONGEST_WAIT = 1.5  # seconds for another thread's read, which may be slow: then the database counts as away
LONGEST_GAP = 5  # seconds between the last successful read and the first that failed

logger = logging.getLogger(__name__)

# The tags

SITE_WIDE = "site-wide"  # menus, names, addresses, site settings: what every page shows
ERASED = "erased"  # something was erased: processes must also empty their memory


def publication_tag(uid: uuid.UUID | str) -> str:
    """The tag of the pages that show one publication."""
    return f"publication:{uid}"


def list_tag(type_name: str) -> str:
    """The tag of the pages that list publications of a type."""
    return f"list:{type_name}"


def subject_tag(uid: uuid.UUID | str) -> str:
    """The tag of the pages about a topic, a person, an institution or a poll."""
    return f"subject:{uid}"


_erase_callbacks: list[Callable[[], object]] = []


def on_erase(forget: Callable[[], object]) -> None:
    """Call this function in every process after an erasure. It empties a cache of things made from texts."""
    _erase_callbacks.append(forget)


_watched: list[Callable[[], Mapping[str, frozenset[Any]]]] = []


def watch(read: Callable[[], Mapping[str, frozenset[Any]]]) -> None:
    """Read further signs of change with the state, for what changes too often to be written down as invalidations.

    `read()` gives, by tag, a set that has a new member after every change: numbers of votes, ids of ratings. Tags that
    it leaves out count as unchanged.
    """
    _watched.append(read)


# What this process knows


@dataclass(frozen=True)
class CacheState:
    """The recent invalidations and the next expiry as this process last read them.

    invalidations: tag -> ids of its recent rows. watched: tag -> signs of change, see `watch`. next_expiry: the next moment at which pages change by the clock.
    read_at: monotonic seconds when the read began; at: the same moment on the wall clock. unbroken_since: monotonic
    seconds since which no invalidation was missed. withdrawals: the withdrawal mark. position: what a
    replica must have replayed so that a page made from it takes all of this into account; None without a replica.
    """

    invalidations: Mapping[str, frozenset[int]]
    next_expiry: datetime.datetime | None
    read_at: float
    unbroken_since: float
    at: datetime.datetime
    withdrawals: str = ""
    watched: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    position: str | None = None

    @cached_property
    def signs(self) -> Mapping[str, frozenset[Any]]:
        """tag -> everything that says it has changed."""
        found: dict[str, frozenset[Any]] = dict(self.invalidations)
        for tag, signs in self.watched.items():
            found[tag] = found.get(tag, frozenset()) | signs
        return found

    def seen(self, tags: Iterable[str] | None) -> dict[str, frozenset[Any]]:
        """The changes of these tags that a page made now takes into account; `tags` None: of all tags."""
        known = self.signs
        return {tag: known[tag] for tag in (known if tags is None else tags) if tag in known}

    def has_changed_since(self, seen: Mapping[str, frozenset[Any]], tags: Iterable[str] | None) -> bool:
        """Whether one of these tags (None: any tag) was invalidated after `seen`."""
        for tag in self.signs if tags is None else tags:
            ids = self.signs.get(tag)
            if ids is not None and not ids <= seen.get(tag, frozenset()):
                return True
        return False

    def was_invalidated_since(self, seen: Mapping[str, frozenset[Any]], tags: Iterable[str] | None) -> bool:
        """The same without what is watched."""
        known = self.invalidations
        return any(
            tag in known and not known[tag] <= seen.get(tag, frozenset())
            for tag in (known if tags is None else tags)
        )

    def is_old(self, now: "CacheState", tags: Iterable[str] | None) -> bool:
        """Whether a value with these tags that was made under this state may have changed by `now`."""
        if self is now:
            return False
        return (
            not self.is_valid_by_clock()
            or self.read_at < now.unbroken_since
            or now.has_changed_since(self.seen(tags), tags)
        )

    def is_valid_by_clock(self) -> bool:
        """Whether no expiry has passed since the read, and the clock has not been set back since."""
        now = timezone.now()
        return (self.next_expiry is None or now < self.next_expiry) and self.at <= now + SKEW

    def is_current(self) -> bool:
        return self.is_valid_by_clock() and time.monotonic() - self.read_at < READ_EVERY


class StillAway(OperationalError):
    """The database failed less than a second ago, or has not answered yet: other threads do not wait for it."""


_lock = threading.Lock()
_state: CacheState | None = None
_read_began_at: float | None = None  # monotonic seconds: start of the read that is running
_away_since: float | None = None  # monotonic seconds: start of the first failed read since the last good one
_failed_at = float("-inf")  # monotonic seconds


def cache_state() -> CacheState:
    """The current state; read from the database when it is a second old or an expiry has passed.

    Raises DatabaseError when the database is away: the thread that finds out waits for it, other threads do not.
    """
    state = _state
    if state is not None and state.is_current():
        return state
    if _has_just_failed() or not _lock.acquire(timeout=LONGEST_WAIT):
        raise StillAway
    try:
        state = _state
        if state is not None and state.is_current():
            return state
        if _has_just_failed():  # while this thread waited
            raise StillAway
        return _read()
    finally:
        _lock.release()


def _has_just_failed() -> bool:
    return time.monotonic() - _failed_at < READ_EVERY


def _read() -> CacheState:
    """Read the state. A failure is remembered for a second."""
    global _state, _read_began_at, _away_since, _failed_at
    began = _read_began_at = time.monotonic()
    try:
        with reading_from_primary():
            _state = _query(_state, began)
        _away_since, _failed_at = None, float("-inf")
        return _state
    except (OperationalError, InterfaceError):
        _away_since = began if _away_since is None else _away_since
        _failed_at = time.monotonic()
        raise
    finally:
        _read_began_at = None


def _query(before: CacheState | None, now: float) -> CacheState:
    withdrawals, at = withdrawal_mark.current(), timezone.now()
    ids: dict[str, set[int]] = {}
    for tag, pk in Invalidation.objects.filter(at__gt=at - LOOK_BACK).values_list("tag", "pk"):
        ids.setdefault(tag, set()).add(pk)
    is_unbroken = before is not None and now - before.read_at < PAGE_LIFE
    invalidations = {tag: frozenset(of_tag) for tag, of_tag in ids.items()}
    erased = invalidations.get(ERASED)
    if erased and (before is None or erased != before.invalidations.get(ERASED)):
        for forget in _erase_callbacks:
            forget()
    next_expiry = Expiry.objects.filter(at__gt=at).aggregate(first=Min("at"))["first"]
    return CacheState(
        invalidations=invalidations,
        next_expiry=next_expiry,
        read_at=now,
        unbroken_since=before.unbroken_since if before is not None and is_unbroken else now,
        at=at,
        withdrawals=withdrawals,
        watched={tag: signs for read in _watched for tag, signs in read().items()},
        position=position_of_primary(),  # last: it must have all that was read before
    )


def notice_whether_away() -> None:
    """Read the state now, though it is not a second old: a page could not be made, perhaps for want of the database."""
    began = time.monotonic()
    if _away_since is not None or not _lock.acquire(timeout=LONGEST_WAIT):
        return
    try:
        if _away_since is None and (_state is None or _state.read_at < began):
            _read()
    except DatabaseError:
        logger.warning("The database is away.")
    finally:
        _lock.release()


def forget_state() -> None:
    """Make this process read the state again at the next use, also when the database has just failed."""
    global _state, _away_since, _failed_at
    _state, _away_since, _failed_at = None, None, float("-inf")


# While the database is away


def current_state() -> CacheState | None:
    """The state, if this process has read it within the last second. Does not query the database."""
    return _state if _state is not None and _state.is_current() else None


def last_known_state() -> CacheState | None:
    """The last state read, if every read since has failed and nothing was withdrawn. Does not query the database.

    It may be used for KEPT_WHILE_AWAY seconds. A withdrawal also renews a mark on the disk, because it may have been the
    last transaction before the database went away.
    """
    state, now = _state, time.monotonic()
    away_since = _away_since
    if away_since is None and _read_began_at is not None and now - _read_began_at > LONGEST_READ:
        away_since = _read_began_at
    if state is None or away_since is None or not state.is_valid_by_clock():
        return None
    has_gap = away_since - state.read_at > LONGEST_GAP
    is_too_long = now - state.read_at > KEPT_WHILE_AWAY
    return None if has_gap or is_too_long or state.withdrawals != withdrawal_mark.current() else state


def refresh_in_background() -> None:
    """Start a thread that keeps the state current: no request has to read it, and gaps before a failure stay short."""
    threading.Thread(target=_refresh_forever, name="cache-state", daemon=True).start()


def _refresh_forever() -> None:
    is_first = True
    while True:
        try:
            with _lock:
                _read()
            if is_first:  # a process that was killed while it withdrew a text may not have come so far
                is_first = False
                withdrawal_mark.renew()
        except DatabaseError as error:
            logger.warning("The database does not answer: %s", error)
        except Exception:
            logger.exception("What has changed cannot be read.")
        finally:
            close_old_connections()
        time.sleep(READ_EVERY * 0.8)


# Invalidating


def invalidate(*tags: str) -> None:
    """Invalidate the cached pages with these tags. Call it in the transaction that makes the change."""
    if is_rehearsal():
        return
    now = timezone.now()
    with transaction.atomic():
        Invalidation.objects.filter(at__lt=now - FORGET_AFTER).delete()
        Invalidation.objects.bulk_create(Invalidation(tag=tag, at=now) for tag in sorted(set(tags)))
    transaction.on_commit(forget_state)


def invalidate_with(model: type[models.Model], tags_of: Callable[[Any], Iterable[str]]) -> None:
    """Invalidate these tags whenever a row of the model is saved or deleted, also by the `delete` of a QuerySet.

    For rows that pages read live. Nothing hears of `update`, `bulk_create` and SQL.
    """

    def changed(instance: models.Model, **_signal: Any) -> None:
        invalidate(*tags_of(instance))

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=f"invalidate {model._meta.label}")


def expire_pages_at(*moments: datetime.datetime | None) -> None:
    """Expire all cached pages at these moments. Moments in the past, and None, are ignored."""
    if is_rehearsal():
        return
    now = timezone.now()
    coming = {moment for moment in moments if moment and moment > now}
    with transaction.atomic():
        Expiry.objects.filter(at__lt=now - FORGET_AFTER).delete()
        Expiry.objects.bulk_create((Expiry(at=at) for at in sorted(coming)), ignore_conflicts=True)
    transaction.on_commit(forget_state)


def wait_for_all_processes() -> None:
    """After this transaction, wait until no process uses an older state. For withdrawing and erasing.

    Copies in a proxy are void afterwards too. Raises OSError when the withdrawal mark cannot be written: then the
    transaction must fail.
    """
    withdrawal_mark.renew()
    transaction.on_commit(_wait)


_waits: ContextVar[list[bool] | None] = ContextVar("waits", default=None)


@contextmanager
def waiting_once() -> Iterator[None]:
    """Acts inside it that wait for all processes wait together, when it ends. Not for use in a transaction."""
    waits: list[bool] = []
    token = _waits.set(waits)
    try:
        yield
    finally:
        _waits.reset(token)
        if waits:
            _wait()


def _wait() -> None:
    withdrawal_mark.renew()
    forget_state()
    if (waits := _waits.get()) is not None:
        waits.append(True)
    elif not connection.in_atomic_block:
        time.sleep(READ_EVERY)
        withdrawal_mark.renew()  # until now a proxy may have got an older copy from a process
