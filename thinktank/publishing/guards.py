"""What the database itself refuses: overlapping intervals, and any change of a stored edition.

Only the end of an edition may still be set, while it lies ahead; erasing may blank it once; one that was never
live may be deleted, or told which original it translates. Installed after every migrate (on SQLite a table that is rebuilt loses its triggers).
"""

from django.core.checks import Error, Tags, register
from django.db import connections

from thinktank.publishing import guards_postgresql, guards_sqlite
from thinktank.publishing.models import Edition

BACKENDS = {"postgresql": guards_postgresql, "sqlite": guards_sqlite}


def _backend(connection):
    return BACKENDS[connection.vendor]


def _table_exists(connection):
    return Edition._meta.db_table in connection.introspection.table_names()


def install_guards(connection):
    """Put every guard in its place anew; does nothing before the editions' table exists."""
    if _table_exists(connection):
        with connection.cursor() as cursor:
            for statement in (
                _backend(connection).drop_statements() + _backend(connection).create_statements()
            ):
                cursor.execute(statement)


def drop_guards(connection):
    """For emptying a test database, and nothing else."""
    if _table_exists(connection):
        with connection.cursor() as cursor:
            for statement in _backend(connection).drop_statements():
                cursor.execute(statement)


def missing_guards(connection):
    """Names of the guards that should be there and are not."""
    backend = _backend(connection)
    with connection.cursor() as cursor:
        cursor.execute(backend.PRESENT)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(backend.NAMES) - present)


def install_after_migrate(sender, using, **kwargs):
    install_guards(connections[using])


@register(Tags.database)
def check_guards(app_configs, databases, **kwargs):
    return [
        Error(
            f"The database guard {name} is missing: stored editions are not protected.",
            hint="Run manage.py migrate, which installs it.",
            id="publishing.E001",
        )
        for alias in databases or []
        if _table_exists(connections[alias])
        for name in missing_guards(connections[alias])
    ]
