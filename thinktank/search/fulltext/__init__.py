"""The database's full-text index of the documents: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

Both index the set of tokens that `tokens.py` makes, and both answer with the same set of documents: the analyser is
Python's (language/analyser.py), as are the order and the counts. They are installed after every migrate, because SQLite
drops the triggers of a table that Django rebuilds.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from thinktank.database.replica import reading_connection as connection
from thinktank.search.fulltext import postgresql, sqlite

BACKENDS: dict[str, ModuleType] = {"postgresql": postgresql, "sqlite": sqlite}
BEGINNING = "*"  # at the end of a token: any token that begins so


@dataclass(frozen=True)
class Condition:
    """Documents with at least one token of each group of `all_of`, and with each of the phrases.

    A phrase is a list of alternatives; each is a string of tokens with spaces between and around.
    """

    all_of: Sequence[Sequence[str]]
    phrases: Sequence[Sequence[str]] = ()


def _backend() -> Any:
    return BACKENDS[connection.vendor]


def matching(condition: Condition) -> list[int]:
    """Keys of the documents that meet the condition, in no order. `all_of` must not be empty."""
    sql, values = _backend().statement(condition.all_of, condition.phrases)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [key for (key,) in cursor.fetchall()]


def live(condition: Condition, at: datetime.datetime) -> list[int]:
    """Keys of the documents that meet the condition and are live at this moment."""
    found = matching(condition)
    hidden = _not_live(at)  # asked second: what is scheduled in between was not found
    return [key for key in found if key not in hidden]


def count_live(condition: Condition, at: datetime.datetime) -> int:
    """The number of documents that `live` finds."""
    return int(_of_live("count(*)", condition, at)[0])


def is_any_live(condition: Condition, at: datetime.datetime) -> bool:
    """Whether `live` finds any."""
    return _of_live("1", condition, at) is not None


def _of_live(selected: str, condition: Condition, at: datetime.datetime) -> Any:
    """The first row of what is selected from the documents that `live` finds; None without any."""
    sql, values = _backend().statement(condition.all_of, condition.phrases)
    hidden, moments = _not_live_statement(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {selected} FROM ({sql}) found WHERE id NOT IN ({hidden}) LIMIT 1",  # noqa: S608
            [*values, *moments],
        )
        return cursor.fetchone()


def tokens_with(keys: Sequence[int]) -> list[tuple[int, str]]:
    """(key, stored tokens) of the documents with these keys, in no order."""
    sql, values = _backend().tokens_statement(keys)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _not_live(at: datetime.datetime) -> set[int]:
    """Documents of scheduled editions, and of those that have ended but for which nothing was done since: few."""
    with connection.cursor() as cursor:
        cursor.execute(*_not_live_statement(at))
        return {key for (key,) in cursor.fetchall()}


def _not_live_statement(at: datetime.datetime) -> tuple[str, list[Any]]:
    moment = connection.ops.adapt_datetimefield_value(at)
    sql = f"SELECT id FROM {sqlite.TABLE} WHERE live_from > %s OR live_until <= %s"  # noqa: S608 (a name of ours)
    return sql, [moment, moment]


def exists(token: str) -> bool:
    """Whether any document has the token."""
    sql, values = _backend().statement([[token]], ())
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT 1", values)
        return cursor.fetchone() is not None


def install(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing."""
    with connection.cursor() as cursor:
        if sqlite.TABLE in connection.introspection.table_names(cursor):
            BACKENDS[connection.vendor].install(cursor)


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    install(connections[using])


@register(Tags.database)
def check_fulltext(
    app_configs: Iterable[AppConfig] | None, databases: Iterable[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            missing = BACKENDS[connections[alias].vendor].missing(cursor)
        found += [
            Error(f"The search of readers lacks {name}.", hint="Run manage.py migrate.", id="search.E001")
            for name in missing
        ]
    return found
