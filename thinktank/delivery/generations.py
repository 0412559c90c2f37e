"""What has changed lately, and what will change by the clock: how a kept page knows that it is old.

Whoever writes what the public sees says so in the same transaction: `begin_generation("publication:<uid>", ...)`, and
`set_deadlines(moment, ...)` for what happens later without anybody writing. Every process reads both at most once a
second, so that all of them know of a change a second after it was made.
"""

import datetime
import threading
import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from thinktank.delivery.models import Deadline, Generation

READ_EVERY = 1.0  # seconds
LONGEST_LIFE = 60  # seconds: no page is kept for longer without being made anew
LOOK_BACK = datetime.timedelta(seconds=2 * LONGEST_LIFE)
FORGET_AFTER = datetime.timedelta(hours=1)

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

    changes: key -> ids of the generations begun lately. read_at: seconds of the monotonic clock, when reading began.
    unbroken_since: from then on no change has been missed.
    """

    changes: dict[str, frozenset[int]]
    deadline: datetime.datetime | None
    read_at: float
    unbroken_since: float

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
        has_passed = self.deadline is not None and self.deadline <= timezone.now()
        return has_passed or self.read_at < now.unbroken_since or now.has_more_than(self.seen(keys), keys)


_lock = threading.Lock()
_held: Reading | None = None


def reading() -> Reading:
    """The current reading, made anew when it is a second old or its deadline has passed.

    Raises DatabaseError when the database is away.
    """
    held = _held
    if held is not None and _is_current(held):
        return held
    with _lock:
        return _read()


def _is_current(held):
    has_time = held.deadline is None or timezone.now() < held.deadline
    return has_time and time.monotonic() - held.read_at < READ_EVERY


def _read():
    global _held
    held = _held
    if held is not None and _is_current(held):
        return held
    now, at = time.monotonic(), timezone.now()
    ids = {}
    for key, pk in Generation.objects.filter(at__gt=at - LOOK_BACK).values_list("key", "pk"):
        ids.setdefault(key, set()).add(pk)
    is_unbroken = held is not None and now - held.read_at < LONGEST_LIFE
    changes = {key: frozenset(of_key) for key, of_key in ids.items()}
    if changes.get(ERASED) and (held is None or changes[ERASED] != held.changes.get(ERASED)):
        for forget in when_erased:
            forget()
    _held = Reading(
        changes=changes,
        deadline=Deadline.objects.filter(at__gt=at).aggregate(first=Min("at"))["first"],
        read_at=now,
        unbroken_since=held.unbroken_since if is_unbroken else now,
    )
    return _held


def read_again() -> None:
    """Forget the reading: this process sees a change that has just been committed."""
    global _held
    _held = None


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
    read_again()
    if not connection.in_atomic_block:
        time.sleep(READ_EVERY)
