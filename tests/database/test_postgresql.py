"""Pooled connections to PostgreSQL, its indexes, and what the role needs that serves."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg_pool import ConnectionPool

from tests.factories import make_article, publish_now
from tests.polls.making import Reader, make_poll
from thinktank.database.postgresql import PatientConnection, check_rested
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="What only PostgreSQL has"),
]


@pytest.fixture
def pool():
    server = {
        name.lower(): settings.DATABASES["default"][name] for name in ("HOST", "PORT", "USER", "PASSWORD")
    }
    with ConnectionPool(
        kwargs=server | {"dbname": connection.settings_dict["NAME"]},
        check=check_rested,
        connection_class=PatientConnection,
        min_size=1,
        max_size=1,
        timeout=5,
    ) as pool:
        yield pool


def test_a_pooled_connection_that_died_is_replaced_before_use(pool):
    with pool.connection() as first:
        died = first.info.backend_pid
        first.lived_at -= 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [died])
    with pool.connection() as second:
        assert second.execute("SELECT 1").fetchone() == (1,)
        assert second.info.backend_pid != died


def test_a_connection_checked_a_moment_ago_is_not_checked_again(pool, monkeypatch):
    with pool.connection():
        pass
    monkeypatch.setattr(ConnectionPool, "check_connection", None)
    with pool.connection() as again:
        assert again.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_that_dies_right_after_its_check_fails_once(pool):
    with pool.connection() as first:
        died = first.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [died])
    with pytest.raises(Exception, match="terminating connection|closed"), pool.connection() as broken:
        broken.execute("SELECT 1")
    with pool.connection() as second:
        assert second.execute("SELECT 1").fetchone() == (1,)


def test_no_index_is_read_together_with_a_list_of_what_was_written_lately():
    """Saving the demo's longest text took five seconds when PostgreSQL looked for each of its words in such a list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reloptions FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin' AND relkind = 'i'"
        )
        indexes = dict(cursor.fetchall())
    assert len(indexes) >= 3
    assert {name for name, options in indexes.items() if "fastupdate=off" not in (options or [])} == set()


FORBIDDEN = [
    "ALTER TABLE publishing_edition DISABLE TRIGGER ALL",
    "DROP TRIGGER edition_is_never_truncated ON publishing_edition",
    "TRUNCATE audit_auditentry",
    "CREATE TABLE public.another (n int)",
]


def test_a_role_that_only_serves_works_on_the_desk_and_cannot_touch_tables_or_triggers():
    grants = (settings.BASE_DIR / "deploy/postgresql/two-roles.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE serving_only")
        cursor.execute(grants.replace("TO thinktank;", "TO serving_only;"))
        cursor.execute("CREATE TABLE of_a_later_migration (n serial)")
        cursor.execute("SET ROLE serving_only")
        try:
            cursor.execute("INSERT INTO of_a_later_migration DEFAULT VALUES")
            edition = publish_now(make_article(), "en")[0]
            assert Reader().vote(make_poll(), 1).status_code == 201
            withdraw(edition.publication, "en", public_note="A mistake.", now=timezone.now())
            erase(edition, "A court said so.", by=None)
            for statement in FORBIDDEN:
                with (
                    pytest.raises(ProgrammingError, match="must be owner|permission denied"),
                    transaction.atomic(),
                ):
                    cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")
