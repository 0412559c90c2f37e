"""What a backup says of a database: which migrations it has, how many rows each table, and digests of some."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

# What a restored site does not need, and nobody should find in a backup: sessions open the desk to whoever has their
# key, and counts by network mean nothing without the day's salt.
LEFT_OUT = ("sessions.session", "readers.abusewindow")
DIGESTED = {"polls", "ratings", "audit"}  # apps whose tables are compared row by row


@dataclass(frozen=True)
class Contents:
    migrations: list[str]
    counts: dict[str, int]
    digests: dict[str, str]
    audit_head: tuple[int, str]


def tables_left_out() -> list[str]:
    return [apps.get_model(label)._meta.db_table for label in LEFT_OUT]


def contents_of(cursor: Any) -> Contents:
    """Read them with a cursor of the database's driver, all in the state that its transaction shows."""
    models = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if _has_table(model)
    }
    left_out = tables_left_out()
    counts = {table: _one(cursor, f'SELECT COUNT(*) FROM "{table}"') for table in sorted(models)}
    return Contents(
        migrations=[
            f"{app}.{name}"
            for app, name in _rows(cursor, "SELECT app, name FROM django_migrations ORDER BY app, name")
        ],
        counts=counts | dict.fromkeys(left_out, 0),
        digests={
            table: _digest(cursor, model)
            for table, model in sorted(models.items())
            if model._meta.app_label in DIGESTED
        },
        audit_head=_audit_head(cursor),
    )


def _audit_head(cursor: Any) -> tuple[int, str]:
    for number, digest in _rows(
        cursor, "SELECT number, digest FROM audit_auditentry ORDER BY number DESC LIMIT 1"
    ):
        return number, digest
    return 0, ""


def _has_table(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def _digest(cursor: Any, model: type[Model]) -> str:
    """SHA-256 of all rows in the order of their keys."""
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if field.column)
    key = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
    found = hashlib.sha256()
    for row in _rows(cursor, f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY {key}'):
        found.update(json.dumps(row, default=str, sort_keys=True).encode() + b"\n")
    return found.hexdigest()


def _one(cursor: Any, sql: str) -> int:
    return next(iter(_rows(cursor, sql)))[0]


def _rows(cursor: Any, sql: str) -> Iterator[Sequence[Any]]:
    cursor.execute(sql)
    while rows := cursor.fetchmany(2000):
        yield from (tuple(row) for row in rows)


def differences(noted: Contents, found: Contents) -> list[str]:
    """A sentence for each table that differs."""
    sentences = [
        f"table {table} has {found.counts.get(table)} rows, not {n}"
        for table, n in noted.counts.items()
        if found.counts.get(table) != n
    ]
    sentences += [
        f"the rows of table {table} are not those that were backed up"
        for table, digest in noted.digests.items()
        if found.digests.get(table) != digest and found.counts.get(table) == noted.counts.get(table)
    ]
    if noted.migrations != found.migrations:
        sentences.append("the migrations are not those that were backed up")
    return sentences
