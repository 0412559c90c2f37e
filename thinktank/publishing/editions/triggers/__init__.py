"""What the database itself refuses: overlapping intervals, and any change of a stored edition.

Only the end of an edition may still be set, while it lies ahead; erasing may blank it once; one that was never
live may be deleted, or told which original it translates. Installed after every migrate (on SQLite a table that is rebuilt loses its triggers).

Apps above this one append triggers of their own: `protected_tables.append((table, {vendor: statements}))`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from thinktank.publishing.editions.triggers import postgresql, sqlite
from thinktank.publishing.models import Edition

protected_tables = [(Edition._meta.db_table, {"postgresql": postgresql, "sqlite": sqlite})]


def _backends(connection: BaseDatabaseWrapper) -> list[Any]:
    """Of the tables that exist."""
    tables = connection.introspection.table_names()
    return [backends[connection.vendor] for table, backends in protected_tables if table in tables]


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop and create all triggers and constraints of the tables that exist."""
    drop_triggers(connection)
    _execute(connection, [each for backend in _backends(connection) for each in backend.create_statements()])


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """For migrations, and for emptying a test database."""
    _execute(connection, [each for backend in _backends(connection) for each in backend.drop_statements()])


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers and constraints that are missing from the database."""
    missing: set[str] = set()
    with connection.cursor() as cursor:
        for backend in _backends(connection):
            cursor.execute(backend.PRESENT)
            missing |= set(backend.NAMES) - {row[0] for row in cursor.fetchall()}
    return sorted(missing)


def install_after_migrate(sender: object, using: str, **kwargs: Any) -> None:
    install_triggers(connections[using])


@register(Tags.database)
def check_triggers(app_configs: Any, databases: Sequence[str] | None, **kwargs: Any) -> list[Error]:
    return [
        Error(
            f"The database trigger {name} is missing: what was published or counted is not protected.",
            hint="Run manage.py migrate, which installs it.",
            id="publishing.E001",
        )
        for alias in databases or []
        for name in missing_triggers(connections[alias])
    ]
