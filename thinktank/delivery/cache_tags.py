"""What has changed lately, and what will change by the clock: how a kept page knows that it is old.

Whoever writes what the public sees says so in the same transaction: `begin_generation("publication:<uid>", ...)`, and
`set_deadlines(moment, ...)` for what happens later without anybody writing. Every process reads both at most once a
second, so that all of them know of a change a second after it was made. When the database is away they go on with what
they knew, within the bounds of decision 0088.
"""

import datetime
import logging
import threading
import time
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import Min
from django.utils import timezone

from thinktank.delivery.models import Deadline, Generation

READ_EVERY = 1.0  # seconds
LONGEST_LIFE = 60  # seconds: no page is kept for longer without being made anew
KEPT_WHILE_AWAY = 600  # seconds a page may be shown beyond its life when the database is away
LOOK_BACK = datetime.timedelta(seconds=KEPT_WHILE_AWAY + 2 * LONGEST_LIFE)
SKEW = datetime.timedelta(seconds=2)  # what was made later than this from now was made under a wrong clock
FORGET_AFTER = datetime.timedelta(hours=1)

LONGEST_READ = 0.5  # seconds: whoever reads for longer is waiting for the database
LONGEST_GAP = 5  # seconds between the last reading and the first that failed

logger = logging.getLogger(__name__)

FURNITURE = "furniture"  # menus, names, addresses, site settings: what every page shows
ERASED = "erased"  # something is to be nowhere, not even in a process's memory

when_erased = []  # functions without arguments that let go of what was made from texts; called in every process


def publication(uid) -> str:
    """The key of whatever pages show one publication."""
    return f"publication:{uid}"


def listing(type_name: str) -> str:
    """The key of whatever pages list publications of a type."""
    return f"list:{type_name}"


def subject(uid) -> str:
    """The key of the page of a topic, a person, an institution ..."""
    return f"subject:{uid}"


@dataclass(frozen=True)
class Reading:
    """The changes and the next deadline as this process last read them.

    changes: key -> ids of the generations begun lately. read_at: seconds of the monotonic clock, when reading began;
    at: the same moment by the wall clock. unbroken_since: from then on no change has been missed. withdrawals: what the
    mark of withdrawals said before.
    """

    changes: dict[str, frozenset[int]]
    deadline: datetime.datetime | None
    read_at: float
    unbroken_since: float
    at: datetime.datetime
    withdrawals: str = ""

    @cached_property
    def ids(self):
        """All generations begun lately, whatever their keys."""
        return frozenset().union(*self.changes.values())

    def seen(self, keys):
        """What a page showing these keys has seen of the changes; `keys` None: it may show anything."""
        return {
            key: self.changes[key] for key in (self.changes if keys is None else keys) if key in self.changes
        }

    def has_more_than(self, seen, keys):
        """Whether something under these keys has changed since it was `seen`."""
        for key in self.changes if keys is None else keys:
            ids = self.changes.get(key)
            if ids is not None and not ids <= seen.get(key, frozenset()):
                return True
        return False

    def is_old(self, now: "Reading", keys):
        """Whether what was made under this reading, and shows these keys, may be another by now."""
        if self is now:
            return False
        return (
            not self.is_of_its_time()
            or self.read_at < now.unbroken_since
            or now.has_more_than(self.seen(keys), keys)
        )

    def is_of_its_time(self):
        """Whether no deadline has passed since, and it was not read under a clock that went ahead."""
        now = timezone.now()
        return (self.deadline is None or now < self.deadline) and self.at <= now + SKEW

    def is_current(self):
        return self.is_of_its_time() and time.monotonic() - self.read_at < READ_EVERY


class StillAway(OperationalError):
    """The database was away less than a second ago, or has not answered yet: nobody else waits for it."""


_lock = threading.Lock()
_held: Reading | None = None
_began_at: float | None = None  # monotonic: of the attempt to read that has not ended
_away_since: float | None = (
    None  # monotonic: when the first of the attempts began that have failed since the last good one
)
_failed_at = float("-inf")


def reading() -> Reading:
    """The current reading, made anew when it is a second old or its deadline has passed.

    Raises DatabaseError when the database is away: after a wait for the one who finds out, at once for the others.
    """
    held = _held
    if held is not None and held.is_current():
        return held
    if _has_just_failed() or not _lock.acquire(timeout=LONGEST_READ):
        raise StillAway
    try:
        held = _held
        if held is not None and held.is_current():
            return held
        if _has_just_failed():  # while we waited
            raise StillAway
        return _read()
    finally:
        _lock.release()


def _has_just_failed():
    return time.monotonic() - _failed_at < READ_EVERY


def _read():
    """A new reading; a failure is known to everybody for a second."""
    global _held, _began_at, _away_since, _failed_at
    began = _began_at = time.monotonic()
    try:
        _held = _asked(_held, began)
        _away_since, _failed_at = None, float("-inf")
        return _held
    except (OperationalError, InterfaceError):
        _away_since = began if _away_since is None else _away_since
        _failed_at = time.monotonic()
        raise
    finally:
        _began_at = None


def _asked(held, now):
    withdrawals, at = _mark_of_withdrawals(), timezone.now()
    ids = {}
    for key, pk in Generation.objects.filter(at__gt=at - LOOK_BACK).values_list("key", "pk"):
        ids.setdefault(key, set()).add(pk)
    is_unbroken = held is not None and now - held.read_at < LONGEST_LIFE
    changes = {key: frozenset(of_key) for key, of_key in ids.items()}
    if changes.get(ERASED) and (held is None or changes[ERASED] != held.changes.get(ERASED)):
        for forget in when_erased:
            forget()
    return Reading(
        changes=changes,
        deadline=Deadline.objects.filter(at__gt=at).aggregate(first=Min("at"))["first"],
        read_at=now,
        unbroken_since=held.unbroken_since if is_unbroken else now,
        at=at,
        withdrawals=withdrawals,
    )


def read_again() -> None:
    """Forget the reading: this process sees a change that has just been committed, to a database that is there."""
    global _held, _away_since, _failed_at
    _held, _away_since, _failed_at = None, None, float("-inf")


# When the database is away


def current() -> Reading | None:
    """The current reading if it is at hand. Never asks the database."""
    return _held if _held is not None and _held.is_current() else None


def last_known() -> Reading | None:
    """The last reading, if the database has been away ever since and nothing has been withdrawn. Never asks it.

    What was last known is good for KEPT_WHILE_AWAY seconds. A withdrawal says so in a file as well: it may have been
    the last thing the database did.
    """
    held, now = _held, time.monotonic()
    away_since = _away_since
    if away_since is None and _began_at is not None and now - _began_at > LONGEST_READ:
        away_since = _began_at
    if held is None or away_since is None or not held.is_of_its_time():
        return None
    has_gap = away_since - held.read_at > LONGEST_GAP
    is_too_long = now - held.read_at > KEPT_WHILE_AWAY
    return None if has_gap or is_too_long or held.withdrawals != _mark_of_withdrawals() else held


def keep_reading() -> None:
    """Read in the background from now on, so that no request has to and the gap before a failure is short."""
    threading.Thread(target=_read_on, name="generations", daemon=True).start()


def _read_on():
    while True:
        try:
            with _lock:
                _read()
        except DatabaseError as error:
            logger.warning("The database does not answer: %s", error)
        except Exception:
            logger.exception("What has changed cannot be read.")
        finally:
            close_old_connections()
        time.sleep(READ_EVERY * 0.8)


def _mark():
    return Path(settings.VAR_DIR) / "withdrawals"


def _mark_of_withdrawals() -> str:
    try:
        return _mark().read_text()
    except OSError:
        return ""


def _renew_mark():
    try:
        _mark().write_text(uuid.uuid4().hex)
    except OSError as error:
        logger.error("A withdrawal cannot be marked in VAR_DIR: %s", error)


def begin_generation(*keys: str) -> None:
    """What pages show under these keys is new. Call in the transaction that makes it so."""
    now = timezone.now()
    with transaction.atomic():
        Generation.objects.filter(at__lt=now - FORGET_AFTER).delete()
        Generation.objects.bulk_create(Generation(key=key, at=now) for key in sorted(set(keys)))
    transaction.on_commit(read_again)


def set_deadlines(*moments: datetime.datetime | None) -> None:
    """Pages change at these moments by the clock; those that have passed, and None, are left out."""
    now = timezone.now()
    coming = {moment for moment in moments if moment and moment > now}
    with transaction.atomic():
        Deadline.objects.filter(at__lt=now - FORGET_AFTER).delete()
        Deadline.objects.bulk_create((Deadline(at=at) for at in sorted(coming)), ignore_conflicts=True)
    transaction.on_commit(read_again)


def once_everybody_knows() -> None:
    """After this transaction: wait until no process uses a reading from before it. For what must vanish at once."""
    transaction.on_commit(_wait)


def _wait():
    _renew_mark()
    read_again()
    if not connection.in_atomic_block:
        time.sleep(READ_EVERY)
