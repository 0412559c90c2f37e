"""What SQLite is told about its indexes, so that it plans for a site that has grown (decision 0118).

A model whose queries need it says `sqlite_statistics = {"name of the index": "200000 100000 12"}`: the rows of the table,
then how many rows have the same value in the first column of the index, in the first two, and so on
(https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table). Connections read the statistics when they are opened.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models import Model


def statistics() -> list[tuple[str, str, str]]:
    """(table, index, numbers) of all models."""
    models: list[type[Model]] = apps.get_models()
    return [
        (model._meta.db_table, index, numbers)
        for model in models
        for index, numbers in vars(model).get("sqlite_statistics", {}).items()
    ]


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Write the statistics in place of those that somebody gathered for the same tables."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    rows = statistics()
    with connection.cursor() as cursor:
        tables = {*connection.introspection.table_names(cursor)} & {table for table, *_rest in rows}
        # Creates sqlite_stat1 and, where SQLite has samples, sqlite_stat4
        cursor.execute("ANALYZE sqlite_master")
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat_'")
        for (kept_in,) in cursor.fetchall():
            cursor.executemany(f"DELETE FROM {kept_in} WHERE tbl = %s", [[table] for table in tables])  # noqa: S608
        cursor.executemany(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)",
            [row for row in rows if row[0] in tables],
        )
        cursor.execute("ANALYZE sqlite_master")  # for this connection, which has read the old ones
