"""Where the demo keeps its files and which database is its own; nothing else may be emptied by it."""

import fcntl
import hashlib
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OWN_SETTINGS = [
    "DEBUG",
    "ALLOWED_HOSTS",
    "PEPPER_DIR",
    "ERASURES_LIST",
    "TRUSTED_PROXIES",
    "STATICFILES_STORAGE",
]


class DemoRefused(Exception):
    """The demo cannot go on; the message is a sentence for the person who started it."""


def folder():
    """One for each database, below VAR_DIR: resetting the demo removes it and nothing above it."""
    url = os.environ.get("DATABASE_URL", "")
    name = f"demo-{hashlib.sha256(url.encode()).hexdigest()[:8]}" if url else "demo"
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / name


def settle(place, origin):
    """Take the settings from the demo's place, whatever else the environment says, and set Django up."""
    for name in OWN_SETTINGS:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "thinktank.settings",
        "VAR_DIR": str(place),
        "SITE_ORIGIN": origin,
        "SECURITY_CONTACT": "mailto:security@institute.example.org",
    }
    import django

    django.setup()


@contextmanager
def alone_in(place):
    """Raises DemoRefused while another process runs the demo of this folder."""
    place.mkdir(parents=True, exist_ok=True)
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRefused(
                "The demo is running already: end that one first (Ctrl-C in its window)."
            ) from None
        yield


class OwnDatabase:
    """The demo's mark in its database: a table with one row, made before anything else and read at every start.

    A database without the mark that holds anything is somebody's, and is left alone.
    """

    EMPTY, LOADING, LOADED, FOREIGN = "empty", "loading", "loaded", "foreign"

    def __init__(self, connection):
        self.connection = connection

    def state(self):
        tables = self.connection.introspection.table_names()
        if "demonstration" not in tables:
            return self.FOREIGN if tables else self.EMPTY
        return self._read("state")

    def shown(self):
        """The public identifier of the article whose address is printed."""
        return self._read("shown")

    def mark_loading(self):
        self._execute("CREATE TABLE demonstration (state varchar(20) NOT NULL, shown varchar(40) NOT NULL)")
        self._execute("INSERT INTO demonstration VALUES (%s, %s)", [self.LOADING, ""])

    def mark_loaded(self, shown):
        self._execute("UPDATE demonstration SET state = %s, shown = %s", [self.LOADED, str(shown)])

    def empty(self):
        """Back to nothing. Raises DemoRefused for a database that is not the demo's."""
        if self.state() == self.FOREIGN:
            raise DemoRefused(
                "This database holds something that the demo did not put there: it is left alone."
            )
        if self.connection.vendor == "postgresql":
            self._execute("DROP SCHEMA public CASCADE")
            self._execute("CREATE SCHEMA public")
            return
        self.connection.close()
        path = Path(self.connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    def _read(self, column):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM demonstration")  # noqa: S608
            return cursor.fetchone()[0]

    def _execute(self, statement, values=None):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)


def empty_files(place):
    """Remove what the demo stored as files, but for its keys and its static files: those hold no content."""
    for path in place.iterdir():
        if path.name not in {"keys", "static", "static.stamp"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def tell(error):
    """Say it on the error output; the exit code."""
    print(error, file=sys.stderr)
    return 1
