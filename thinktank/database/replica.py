"""Reading from a replica: where a database router sends the queries of public pages.

A page reads from the replica from its first query to its last, or not at all (`reading_from_replica`); everything else
uses the primary: the desk, votes and ratings, commands, the worker, and what caches learn of changes. Whether the
replica may be read is decided with the cache state (thinktank/delivery/cache_tags.py, decision 0196).
"""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db import connection as primary
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

ALIAS = "replica"

logger = logging.getLogger(__name__)

_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)


def alias_to_read() -> str:
    return _alias.get()


class _ReadingConnection:
    """Django's `connection`, or that of the replica while a page reads from it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connections[_alias.get()], name)


connection: BaseDatabaseWrapper = _ReadingConnection()  # type: ignore[assignment] # as Django's own proxy


class Router:
    """Django's database router: reads follow `reading_from_replica`, writes and migrations go to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _alias.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def has_replica() -> bool:
    return ALIAS in settings.DATABASES


@contextmanager
def _reading_from(alias: str) -> Iterator[None]:
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


def reading_from_replica() -> Any:
    """A context in which queries of this thread read from the replica."""
    return _reading_from(ALIAS)


def reading_from_primary() -> Any:
    """A context in which they do not, inside one in which they do."""
    return _reading_from(DEFAULT_DB_ALIAS)


# How far the replica is


def position() -> str:
    """The end of the primary's log: whoever has replayed so much has all that is committed now. Raises DatabaseError."""
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        return str(cursor.fetchone()[0])


def has_replayed(wanted: str) -> bool:
    """Whether the replica has all that was committed at this position of the primary. False when it does not answer."""
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", [wanted])
            return bool(cursor.fetchone()[0])
    except DatabaseError as error:
        logger.debug("The replica does not answer: %s", error)
        return False


def lag() -> datetime.timedelta | None:
    """How old the newest change is that the replica knows, nothing when it waits for none. Raises DatabaseError."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN interval '0'"
            " ELSE clock_timestamp() - pg_last_xact_replay_timestamp() END"
        )
        found: datetime.timedelta | None = cursor.fetchone()[0]
        return found
