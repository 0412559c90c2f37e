"""Migrations run while the release of before serves: no dangerous ones are added, and none makes others wait."""

import threading

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

from thinktank.publishing.management.commands import migrate as ours
from thinktank.publishing.models import Publication

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
on_postgresql = pytest.mark.skipif(not IS_POSTGRESQL, reason="locks and SQL of PostgreSQL")

# The newest migration of each app when the linter came. Those before it were made when nobody served older code.
BEFORE_THE_LINTER = {
    "addresses": 1,
    "articles": 2,
    "audit": 1,
    "delivery": 2,
    "desk": 0,
    "corrections": 2,
    "events": 7,
    "experts": 7,
    "library": 3,
    "markings": 0,
    "pages": 7,
    "polls": 5,
    "publishing": 24,
    "ratings": 1,
    "readers": 2,
    "readership": 2,
    "reports": 2,
    "review": 0,
    "search": 1,
    "taxonomy": 3,
}
# (app, migration): why it may contract what the release before it no longer uses.
CONTRACTS: dict[tuple[str, str], str] = {}


def new_migrations(linter):
    """Those that the linter looks at: ours, from after it came."""
    for app, name in sorted(linter.migration_loader.disk_migrations):
        if app in BEFORE_THE_LINTER and int(name[:4]) > BEFORE_THE_LINTER[app]:
            if (app, name) not in CONTRACTS:
                yield linter.migration_loader.disk_migrations[app, name]


@pytest.fixture
def linter():
    return MigrationLinter(None, no_cache=True, quiet=["ok", "ignore", "warning"])


@pytest.mark.django_db
def test_every_app_of_ours_with_migrations_is_looked_at(linter):
    ours = {app for app, _name in linter.migration_loader.disk_migrations}
    from django.apps import apps

    root = str(settings.BASE_DIR)
    with_migrations = {
        c.label for c in apps.get_app_configs() if c.path.startswith(root) and ".venv" not in c.path
    }
    assert with_migrations & ours == set(BEFORE_THE_LINTER)


@on_postgresql
@pytest.mark.django_db
def test_no_new_migration_breaks_the_release_of_before(linter, capsys):
    for migration in new_migrations(linter):
        linter.lint_migration(migration)
    assert not linter.has_errors, capsys.readouterr().out


@pytest.mark.parametrize(
    "statement, is_refused",
    [
        ('ALTER TABLE "a" DROP COLUMN "b" CASCADE', True),
        ('ALTER TABLE "a" RENAME COLUMN "b" TO "c"', True),
        ('ALTER TABLE "a" ADD COLUMN "b" integer NOT NULL', True),
        ('ALTER TABLE "a" ADD COLUMN "b" integer DEFAULT 0 NOT NULL', False),
        ('ALTER TABLE "a" ADD COLUMN "b" integer NULL', False),
    ],
)
def test_the_linter_knows_what_older_code_does_not_survive(statement, is_refused):
    analyser = get_sql_analyser_class("django.db.backends.postgresql")
    errors, _ignored, _warnings = analyse_sql_statements(analyser, [f"{statement};"])
    assert bool(errors) == is_refused


class Held:
    """Another connection that has read a table in a transaction which stays open."""

    def __enter__(self):
        told = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        self.parameters = {name: told[name] for name in names if told.get(name)}
        self.reader = psycopg.connect(**self.parameters)
        self.reader.execute("SELECT count(*) FROM publishing_publication")
        return self

    def __exit__(self, *error):
        self.reader.close()

    def let_go(self):
        self.reader.rollback()


@pytest.fixture
def adding_a_column(monkeypatch):
    """`migrate` adds a column, and does nothing else; the attempts."""
    attempts = []

    def handle(self, *args, **options):
        attempts.append(1)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE publishing_publication ADD COLUMN probe integer NULL")

    monkeypatch.setattr(migrate.Command, "handle", handle)
    yield attempts
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publishing_publication DROP COLUMN IF EXISTS probe")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_waits_for_a_table_lets_others_by_and_is_tried_again(adding_a_column, monkeypatch):
    with Held() as held:
        others = []

        def other_works(_seconds):
            """Between two attempts nobody waits: a lock of others is to be had at once."""
            with psycopg.connect(**held.parameters, autocommit=True) as other:
                others.append(other.execute("SELECT count(*) FROM publishing_publication").fetchone())
            if len(others) == 2:
                held.let_go()

        monkeypatch.setattr(ours.time, "sleep", other_works)
        call_command("migrate", verbosity=0)
    assert (len(adding_a_column), len(others)) == (3, 2)
    assert Publication.objects.count() == 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_who_comes_while_a_migration_waits_waits_no_longer_than_it(adding_a_column, monkeypatch):
    """A writer that would give up after three lock timeouts gets its turn, though the reader never ends."""
    monkeypatch.setattr(ours, "ATTEMPTS", 1)
    seen = []

    def write(parameters):
        with psycopg.connect(**parameters, autocommit=True) as writer:
            writer.execute(f"SET lock_timeout = {3 * ours.LOCK_TIMEOUT}")
            seen.append(writer.execute("UPDATE publishing_publication SET id = id").rowcount)

    with Held() as held:
        writer = threading.Timer(ours.LOCK_TIMEOUT / 2000, write, [held.parameters])
        writer.start()
        with pytest.raises(OperationalError):
            call_command("migrate", verbosity=0)
        writer.join()
    assert seen == [0]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_time_limits_of_before_are_back_afterwards(adding_a_column):
    def limits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            return cursor.fetchone(), connection.connection.patience

    before = limits()
    call_command("migrate", verbosity=0)
    assert limits() == before
