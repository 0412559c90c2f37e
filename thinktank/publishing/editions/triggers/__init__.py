"""Database triggers that refuse overlapping intervals and changes to stored editions.

They allow four changes: setting an end that has not passed, blanking an edition once by erasing, deleting an edition
that was never live, and setting which original such an edition translates. They are installed after every migrate,
because SQLite drops the triggers of a table that Django rebuilds.

Apps above this one add triggers for their tables: `protected_tables.append((table, {vendor: statements}))`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from thinktank.audit import guards as audit
from thinktank.publishing.editions.triggers import postgresql, sqlite
from thinktank.publishing.models import Edition


class Statements(Protocol):
    """The triggers of one table on one kind of database: a module or a class."""

    NAMES: list[str]
    PRESENT: str  # SQL that selects the names of the installed triggers and constraints

    @property
    def create_statements(self) -> Callable[[], list[str]]: ...

    @property
    def drop_statements(self) -> Callable[[], list[str]]: ...


protected_tables: list[tuple[str, Mapping[str, Statements]]] = [
    (Edition._meta.db_table, {"postgresql": postgresql, "sqlite": sqlite}),
    (audit.TABLE, audit.BACKENDS),
]


def _backends(connection: BaseDatabaseWrapper) -> list[Statements]:
    """The statements for this database, of every protected table that exists."""
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


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    install_triggers(connections[using])


@register(Tags.database)
def check_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[Error]:
    return [
        Error(
            f"The database trigger {name} is missing: published texts, counted votes and the audit log are not protected.",
            hint="Run manage.py migrate, which installs it.",
            id="publishing.E001",
        )
        for alias in databases or []
        for name in missing_triggers(connections[alias])
    ]
