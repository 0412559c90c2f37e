"""SQLite plans for a large site from the first day (thinktank/database/sqlite3/statistics.py)."""

import pytest
from django.apps import apps
from django.db import connection

from thinktank.database.sqlite3.statistics import install_after_migrate, statistics
from thinktank.publishing.models import Edition

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers its own statistics"),
]


def kept(table="sqlite_stat1"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name = %s", [table])
        if not cursor.fetchall():
            return []
        cursor.execute(f"SELECT tbl, idx FROM {table} WHERE tbl = 'publishing_edition'")
        return sorted(cursor.fetchall())


def test_every_index_that_has_statistics_exists_and_has_a_number_for_each_column():
    with connection.cursor() as cursor:
        for table, index, numbers in statistics():
            found = connection.introspection.get_constraints(cursor, table)[index]
            assert len(numbers.split()) == 1 + len(found["columns"]), index


def test_migrating_replaces_what_somebody_gathered():
    ours = kept()
    assert ours == sorted(row[:2] for row in statistics() if row[0] == "publishing_edition")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publishing_edition")
    assert kept() != ours
    install_after_migrate(apps.get_app_config("publishing"), using="default")
    assert kept() == ours
    assert kept("sqlite_stat4") == []


@pytest.mark.parametrize(
    "editions, index",
    [
        (
            Edition.objects.filter(language="en", publication_uid=Edition().uid),
            "publishing_edition_publication_uid",
        ),
        (
            Edition.objects.in_language("en").filter(occasion__leaves_at__gt="2026-01-01T00:00Z"),
            "events_occasion_leaves_at",
        ),
    ],
    ids=["of a publication", "of events to come"],
)
def test_a_language_is_not_taken_for_what_finds_few_editions(editions, index):
    assert f"INDEX {index}" in editions.explain()
