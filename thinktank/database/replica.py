"""Reading from a replica: where Django's database router sends the queries of public pages.

A page reads from the replica from its first query to its last, or from the primary. Everything else uses the primary: the
desk, votes and ratings, commands, the worker, and what caches in this process learn of changes (decision 0196).
"""

import contextlib
import datetime
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db import connection as primary
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

ALIAS = "replica"
ASK_EVERY = 0.1  # seconds: how often a replica that lags is asked
AWAY_FOR = 5  # seconds for which one that has failed is not asked

logger = logging.getLogger(__name__)

_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)


class Router:
    """Reads follow `reading_from`; writes and migrations go to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _alias.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class _ReadingConnection:
    """As Django's `connection`, but that of the database which this thread reads from."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connections[_alias.get()], name)


reading_connection: BaseDatabaseWrapper = _ReadingConnection()  # type: ignore[assignment] # a proxy, as Django's


@contextlib.contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Let this thread read from another database."""
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


def reading_from_primary() -> contextlib.AbstractContextManager[None]:
    """For what is remembered longer than the page that needs it."""
    return reading_from(DEFAULT_DB_ALIAS)


def has_replica() -> bool:
    return ALIAS in settings.DATABASES


def position_of_primary() -> str | None:
    """A position of the primary's log that has all that is committed now; None without a replica. Raises DatabaseError."""
    if not has_replica():
        return None
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        return str(cursor.fetchone()[0])


def lag() -> datetime.timedelta:
    """For how long the replica has not replayed what it has received; nothing when it waits for none. Raises DatabaseError."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
            " THEN interval '0' ELSE clock_timestamp() - pg_last_xact_replay_timestamp() END"
        )
        found: datetime.timedelta = cursor.fetchone()[0]
        return found


class Replica:
    """What this process knows of the replica. It is asked by one thread at a time; others use the primary meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._confirmed: object = None
        self._ask_at = float("-inf")  # on the monotonic clock
        self._is_used = True  # as far as the log knows

    def has_replayed(self, position: str, since: object) -> bool:
        """Whether it has all that was committed at this position. An answer is kept for the same `since`."""
        if self._confirmed == (position, since):
            return True
        if time.monotonic() < self._ask_at or not self._lock.acquire(blocking=False):
            return False
        try:
            if self._ask(position):
                self._confirmed = position, since
                self._say(is_used=True)
                return True
            self._ask_at = time.monotonic() + ASK_EVERY
        except DatabaseError as error:
            self.failed(error)
        finally:
            self._lock.release()
        return False

    def _ask(self, position: str) -> bool:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", [position]
            )
            return bool(cursor.fetchone()[0])

    def failed(self, error: DatabaseError) -> None:
        """Leave it alone for a while."""
        self._confirmed, self._ask_at = None, time.monotonic() + AWAY_FOR
        self._say(is_used=False, why=error)

    def _say(self, *, is_used: bool, why: object = "") -> None:
        """Once for each change."""
        if is_used != self._is_used:
            self._is_used = is_used
            logger.warning("The replica %s", "is read again." if is_used else f"is not read: {why}")


replica = Replica()


def read[T](render: Callable[[], T], position: str | None, since: object) -> T:
    """What `render` returns, read from the replica if that has replayed the position, else from the primary.

    `render` may be called twice: when the replica fails, the primary is asked.
    """
    if position is None or not replica.has_replayed(position, since):
        return render()
    try:
        with reading_from(ALIAS):
            return render()
    except DatabaseError as error:
        if error.__cause__ is None:  # raised by the site, of the primary, such as StillAway
            raise
        replica.failed(error)
    return render()
