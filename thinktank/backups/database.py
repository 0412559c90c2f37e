"""Copying the database while the site runs, and putting a copy in its place.

SQLite copies itself with VACUUM INTO, through the site's own driver; PostgreSQL with pg_dump, in the same snapshot in
which the rows are counted.
"""

import gzip
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import DatabaseError, connection, transaction

from thinktank.backups.contents import Contents, contents_of, tables_left_out
from thinktank.backups.fault import BackupFault
from thinktank.database.sqlite3.driver import Database

FASTEST = 1  # of gzip: a copy of SQLite becomes about a third
RESTORE_TEST = 17_020_001  # the number of an advisory lock
LONGEST_WAIT = 15 * 60  # seconds, for another restore test


def size_of_database() -> int:
    """Bytes, about."""
    if connection.vendor == "sqlite":
        return sqlite_file().stat().st_size if sqlite_file().exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def copy_database(into: Path) -> Contents:
    """Write a copy of the database to a new file, and say what is in it. Raises BackupFault."""
    return _copy_sqlite(into) if connection.vendor == "sqlite" else _copy_postgresql(into)


def _copy_sqlite(into: Path) -> Contents:
    raw = into.with_suffix(".sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(raw)])
    with closing(Database.connect(raw)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in tables_left_out():
            copy.execute(f'DELETE FROM "{table}"')
        copy.commit()
        found = contents_of(copy.cursor())
    with raw.open("rb") as source, gzip.open(into, "wb", FASTEST) as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    raw.unlink()
    return found


def _copy_postgresql(into: Path) -> Contents:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = contents_of(cursor)
        left_out = [f"--exclude-table-data={table}" for table in tables_left_out()]
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            *left_out,
            f"--file={into}",
        )
    return found


def is_empty() -> bool:
    """Whether the database has no table of the site."""
    if connection.vendor == "sqlite" and not sqlite_file().exists():
        return True
    return "django_migrations" not in connection.introspection.table_names()


def put_in_place(copy: Path) -> None:
    """Replace the whole database by a copy. Nothing else may use it meanwhile. Raises BackupFault."""
    if connection.vendor == "sqlite":
        _put_sqlite_in_place(copy)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    _close()
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}",
        str(copy),
    )


def _put_sqlite_in_place(copy: Path) -> None:
    _close()
    file = sqlite_file()
    draft = file.with_name(f".{file.name}.restored")
    try:
        with gzip.open(copy, "rb") as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        with closing(Database.connect(draft)) as restored:
            (verdict,) = restored.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise BackupFault(f"The copy of the database is damaged: {verdict}.")
        for ending in ("-wal", "-shm"):  # they belong to the file that goes
            file.with_name(file.name + ending).unlink(missing_ok=True)
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def contents_here() -> Contents:
    """What is in the site's database now."""
    if connection.vendor == "sqlite":
        _close()
        with closing(Database.connect(sqlite_file())) as opened:
            return contents_of(opened.cursor())
    with connection.cursor() as cursor:
        return contents_of(cursor)


def _close() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # of Django's engine for PostgreSQL


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database of the same kind, which is removed at the end. Raises BackupFault.

    On PostgreSQL it has the same name each time, so that what a killed test left is removed, and one test waits for another.
    """
    if connection.vendor == "sqlite":
        yield f"sqlite:///{quote(str(folder / 'restored.sqlite3'))}"
        return
    name = f"{connection.settings_dict['NAME']}_restore_test"
    with _one_at_a_time():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
        except DatabaseError as error:
            raise BackupFault(
                f"No database can be made for the test; the account needs CREATEDB: {error}"
            ) from error
        try:
            yield _url(name)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other process tests a backup of this database. Raises BackupFault after LONGEST_WAIT.

    The lock ends with its connection, however that ends.
    """
    give_up_at = time.monotonic() + LONGEST_WAIT
    while not _value_of("SELECT pg_try_advisory_lock(%s)"):  # a lock that waits is cancelled by lock_timeout
        if time.monotonic() > give_up_at:
            raise BackupFault("Another restore test has been running for too long.")
        time.sleep(0.5)
    try:
        yield
    finally:
        _value_of("SELECT pg_advisory_unlock(%s)")


def _value_of(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [RESTORE_TEST])
        return bool(cursor.fetchone()[0])


def _url(name: str) -> str:
    settings: dict[str, Any] = {
        key: quote(str(value), safe="") for key, value in connection.settings_dict.items()
    }
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    access = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{port}/{quote(name)}"
    return f"{access}?{urlencode({'host': connection.settings_dict['HOST'], **_tls_options()})}"


def _tls_options() -> dict[str, Any]:
    """How the site insists on TLS, such as sslmode and sslrootcert."""
    options = connection.settings_dict["OPTIONS"]
    return {name: value for name, value in options.items() if name.startswith("ssl")}


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL, with the site's own access to the database."""
    settings = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    access = {name: str(settings[key]) for name, key in names.items() if settings[key]}
    access |= {f"PG{name.upper()}": str(value) for name, value in _tls_options().items()}
    try:
        done = subprocess.run([program, *arguments], env=os.environ | access, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupFault(
            f"{program} is not installed: it comes with PostgreSQL’s client programs."
        ) from error
    if done.returncode:
        raise BackupFault(f"{program} failed: {done.stderr.strip()[-500:]}")
