"""The SQLite engine: which SQLite it uses, and that the packaged one behaves as Python's own."""

import hashlib
import inspect
import sqlite3 as of_python
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError, connection, connections
from django.db.backends.sqlite3 import base as of_django
from hypothesis import given
from hypothesis import strategies as st

from thinktank.database.sqlite3.connection import COMPILED_LIMITS, Connection
from thinktank.database.sqlite3.driver import Database, can_lose_writes, choose_driver
from thinktank.operations.sqlite_check import complain_of_sqlite_that_loses_writes

ROOT = Path(__file__).resolve().parents[2]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's engine")


def driver(*version):
    return SimpleNamespace(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))


def sqlite_of_this_process():
    """For `live_site.call`: the version of SQLite that Django uses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        return cursor.fetchone()[0]


# Which SQLite


@pytest.mark.parametrize(
    ("version", "loses"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True),
        ((3, 51, 3), False), ((3, 53, 4), False), ((4, 0, 0), False),
    ],
)  # fmt: skip
def test_a_version_is_bad_from_the_first_with_a_log_to_the_last_without_the_fix(version, loses):
    assert can_lose_writes(version) is loses


versions = st.tuples(st.just(3), st.integers(0, 60), st.integers(0, 9))


@given(versions, versions)
def test_the_packaged_sqlite_is_taken_only_where_it_helps(own, packaged):
    chosen = choose_driver(driver(*own), driver(*packaged)).sqlite_version_info

    assert can_lose_writes(chosen) == (can_lose_writes(own) and can_lose_writes(packaged))
    if chosen != own:
        assert can_lose_writes(own) and not can_lose_writes(chosen)


def test_pythons_own_sqlite_is_taken_where_the_package_is_missing():
    assert choose_driver(own := driver(3, 40, 1), None) is own


@on_sqlite
@pytest.mark.django_db
def test_these_tests_run_on_a_sqlite_that_loses_nothing():
    running = sqlite_of_this_process()
    print(f"SQLite {running}")
    assert running == Database.sqlite_version == connection.Database.sqlite_version
    assert not can_lose_writes(tuple(map(int, running.split("."))))


@on_sqlite
def test_the_processes_of_the_site_run_on_the_same(live_site):
    assert live_site.call(sqlite_of_this_process) == Database.sqlite_version


@pytest.mark.once
def test_without_the_package_the_site_runs_on_pythons_own(tmp_path):
    script = (
        "import sys; sys.modules['pysqlite3'] = None\n"
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('SELECT sqlite_version(), %s', ['50%'])\n"
        "    print(*cursor.fetchone(), connection.features.max_query_params)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            "DJANGO_SETTINGS_MODULE": "thinktank.settings",
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/db",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert said[:2] == [of_python.sqlite_version, "50%"] and int(said[2]) > 900


@pytest.mark.parametrize(
    ("origin", "version", "identifiers"),
    [
        ("https://example.org", (3, 40, 1), ["database.E001"]),
        ("http://example.org", (3, 51, 2), ["database.E001"]),
        ("http://127.0.0.1:8000", (3, 40, 1), ["database.W001"]),
        ("https://example.org", (3, 51, 3), []),
        ("http://127.0.0.1:8000", (3, 53, 4), []),
    ],
)
def test_a_sqlite_that_loses_writes_is_an_error_but_on_this_machine_alone_a_warning(
    settings, monkeypatch, origin, version, identifiers
):
    settings.SITE_ORIGIN = origin
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "thinktank.database.sqlite3"})
    monkeypatch.setattr("thinktank.database.sqlite3.driver.Database", driver(*version))

    found = complain_of_sqlite_that_loses_writes(None)

    assert [message.id for message in found] == identifiers
    assert all(f"SQLite {'.'.join(map(str, version))}," in message.msg for message in found)
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.postgresql"})
    assert complain_of_sqlite_that_loses_writes(None) == []


# The engine


@pytest.fixture
def new_connection(tmp_path, monkeypatch, django_db_blocker):
    """A connection to a file, as a new thread has it."""
    ours = connections["default"].settings_dict
    options = ours["OPTIONS"] | {"timeout": 0.05}
    monkeypatch.setitem(
        connections.settings, "other", ours | {"NAME": str(tmp_path / "db"), "OPTIONS": options}
    )
    with django_db_blocker.unblock(), closing(connections["other"]) as new:
        new.ensure_connection()
        yield new
    del connections["other"]


@on_sqlite
def test_a_connection_whose_first_query_meets_a_write_lock_still_supports_json(new_connection, tmp_path):
    with closing(Database.connect(tmp_path / "db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert new_connection.features.supports_json_field
        writer.execute("ROLLBACK")
    assert new_connection.features.has_json_object_function


@on_sqlite
def test_a_file_is_opened_with_a_log_that_is_written_through_and_with_foreign_keys(new_connection):
    with new_connection.cursor() as cursor:
        for name, value in [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]:
            assert cursor.execute(f"PRAGMA {name}").fetchone() == (value,)


@on_sqlite
def test_deleted_data_cannot_be_read_from_the_file(new_connection, tmp_path):
    word = "Unvergessen" * 20
    with new_connection.cursor() as cursor:
        cursor.execute("CREATE TABLE letter (words TEXT)")
        cursor.execute("INSERT INTO letter VALUES (%s), ('other')", [word])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert word.encode() in (tmp_path / "db").read_bytes()
        cursor.execute("DELETE FROM letter WHERE words = %s", [word])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Unvergessen" not in (tmp_path / "db").read_bytes()


@on_sqlite
def test_errors_of_the_driver_arrive_as_djangos(new_connection):
    with new_connection.cursor() as cursor:
        cursor.execute("CREATE TABLE voter (mark TEXT UNIQUE)")
        cursor.execute("INSERT INTO voter VALUES ('x')")
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO voter VALUES ('x')")
        with pytest.raises(OperationalError):
            cursor.execute("SELECT nothing FROM voter")


@on_sqlite
def test_a_file_that_is_no_database_is_a_database_that_is_away(new_connection, tmp_path):
    """Then readers see the pages of before, and who writes is told to come back."""
    new_connection.close()
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"db{ending}").write_bytes(b"no database " * 1000)
    with pytest.raises(OperationalError, match="not a database"):
        new_connection.ensure_connection()


@on_sqlite
def test_placeholders_are_djangos_in_every_form(new_connection):
    with new_connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pair (a, b)")
        cursor.executemany("INSERT INTO pair VALUES (%s, %s)", ((n, "50%") for n in range(3)))
        cursor.executemany("INSERT INTO pair VALUES (%(a)s, %(b)s)", iter([{"a": 3, "b": "x"}]))
        cursor.executemany("INSERT INTO pair VALUES (%s, %s)", [])
        cursor.execute("SELECT a, b FROM pair WHERE a >= %(least)s AND b LIKE '5%%'", {"least": 1})
        assert cursor.fetchall() == [(1, "50%"), (2, "50%")]
        assert cursor.execute("SELECT '%s'").fetchone() == ("%s",)


@on_sqlite
def test_a_query_may_have_as_many_parameters_as_the_engine_says_and_no_more(new_connection):
    most = new_connection.features.max_query_params
    rows = new_connection.connection
    assert rows.execute(f"SELECT max({', '.join('?' * 100)})", range(100)).fetchone() == (99,)
    rows.execute(f"SELECT ?{most}", range(most))
    with pytest.raises(Database.OperationalError):
        rows.execute(f"SELECT ?{most + 1}", range(most + 1))


SOURCES = {
    of_django.SQLiteCursorWrapper: "48f67df372beca0b",
    of_django.DatabaseWrapper.get_new_connection: "99ddcd0012130edd",
    of_django.DatabaseWrapper.create_cursor: "9e8198be0a5d41e9",
    of_django.decoder: "f52aad6a68a06979",
}


@pytest.mark.parametrize("part", SOURCES, ids=lambda part: part.__qualname__)
def test_the_parts_of_django_that_our_engine_copies_are_unchanged(part):
    digest = hashlib.sha256(inspect.getsource(part).encode()).hexdigest()[:16]
    assert digest == SOURCES[part], (
        f"Django changed {part.__qualname__}: change thinktank/database/sqlite3/base.py alike, then this digest."
    )


# What Python's own connections can do


@pytest.fixture
def both():
    """(the engine's connection, Python's own), in memory."""
    with (
        closing(Database.connect(":memory:", factory=Connection, isolation_level=None)) as ours,
        closing(of_python.connect(":memory:", isolation_level=None)) as own,
    ):
        yield ours, own


@pytest.mark.parametrize("category", COMPILED_LIMITS, ids=COMPILED_LIMITS.get)
def test_every_limit_is_told(both, category):
    ours, own = both
    assert isinstance(ours.getlimit(category), int)
    if category != of_python.SQLITE_LIMIT_FUNCTION_ARG:  # distributions choose it differently
        assert ours.getlimit(category) == own.getlimit(category)


def test_an_unknown_limit_is_refused(both):
    for each, error in zip(both, (Database.ProgrammingError, of_python.ProgrammingError), strict=True):
        with pytest.raises(error):
            each.getlimit(99)


def test_a_value_is_read_and_written_in_place(both):
    seen = []
    for each in both:
        each.execute("CREATE TABLE file (content BLOB)")
        each.execute("INSERT INTO file VALUES (zeroblob(8))")
        with each.blobopen("file", "content", 1) as blob:
            blob.write(b"abc")
            blob[3], blob[-1], blob[4:6] = 100, 104, b"ef"
            blob.seek(1)
            seen.append([blob.read(2), blob.tell(), blob[0], blob[-2], blob[2:6], len(blob), blob[:]])
        with each.blobopen("file", "content", 1, readonly=True, name="main") as blob:
            seen[-1].append(blob.read())
            blob.seek(0)
            with pytest.raises((Database.OperationalError, of_python.OperationalError)):
                blob.write(b"x")
        with pytest.raises((Database.ProgrammingError, of_python.ProgrammingError)):
            blob.read()
        with each.blobopen("file", "content", 1) as blob:
            for fault in (lambda: blob[8], lambda: blob.__setitem__(slice(0, 2), b"x")):
                with pytest.raises(IndexError):
                    fault()
            with pytest.raises(ValueError):
                blob.write(b"123456789")
    assert seen[0] == seen[1]
    assert seen[0][-1] == b"abcdef\0h"


def test_a_closed_blob_keeps_no_connection_in_memory():
    database = Database.connect(":memory:", factory=Connection, isolation_level=None)
    database.execute("CREATE TABLE file (content BLOB)")
    database.execute("INSERT INTO file VALUES (zeroblob(8))")
    before = sys.getrefcount(database)
    with database.blobopen("file", "content", 1) as blob:
        blob.read()
    del blob
    assert sys.getrefcount(database) == before
    database.close()


def test_a_serialized_database_is_a_file_with_the_same_content(both, tmp_path):
    ours, own = both
    ours.execute("CREATE TABLE word (text)")
    ours.executemany("INSERT INTO word VALUES (?)", [("word",) for _n in range(1000)])

    own.deserialize(ours.serialize())

    assert own.execute("SELECT count(*) FROM word").fetchone() == (1000,)
    with closing(Database.connect(tmp_path / "db", factory=Connection, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("CREATE TABLE word (text)")
        (tmp_path / "copy").write_bytes(file.serialize(name="main"))
    with closing(Database.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) FROM word").fetchone() == (0,)
