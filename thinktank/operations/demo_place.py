"""The folder and the database of the demo. The demo must not empty any other."""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent.parent
REMOVED_SETTINGS = [
    "DEBUG",
    "ALLOWED_HOSTS",
    "PEPPER_DIR",
    "ERASURES_LIST",
    "TRUSTED_PROXIES",
    "STATICFILES_STORAGE",
]


class DemoRefused(Exception):
    """The demo cannot continue. The message is for the person who started it."""


def folder() -> Path:
    """The demo's folder below VAR_DIR, a different one for each DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    name = f"demo-{hashlib.sha256(url.encode()).hexdigest()[:8]}" if url else "demo"
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / name


def settle(place: Path, origin: str) -> None:
    """Put the demo's settings into the environment, over what is there. `place` is the demo's folder."""
    for name in REMOVED_SETTINGS:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "thinktank.settings",
        "VAR_DIR": str(place),
        "SITE_ORIGIN": origin,
        "SECURITY_CONTACT": "mailto:security@institute.example.org",
        "DEMO": "1",
    }
    os.environ.setdefault("SECOND_FACTOR", "off")
    os.environ.setdefault("EMAIL_URL", "console:")


@contextmanager
def alone_in(place: Path) -> Iterator[None]:
    """A context that locks the folder. Raises DemoRefused while another process runs the demo in it."""
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
    """The demo's mark in its database: a table with one row, created first and read at every start.

    A database with other tables but without the mark is not the demo's, and must not be changed.
    """

    EMPTY, LOADING, LOADED, FOREIGN = "empty", "loading", "loaded", "foreign"

    def __init__(self, connection: "BaseDatabaseWrapper") -> None:
        self.connection = connection

    def state(self) -> str:
        tables = self.connection.introspection.table_names()
        if "demonstration" not in tables:
            return self.FOREIGN if tables else self.EMPTY
        return self._read("state")

    def shown(self) -> str:
        """The uid of the article whose address is printed."""
        return self._read("shown")

    def mark_loading(self) -> None:
        self._execute("CREATE TABLE demonstration (state varchar(20) NOT NULL, shown varchar(40) NOT NULL)")
        self._execute("INSERT INTO demonstration VALUES (%s, %s)", [self.LOADING, ""])

    def mark_loaded(self, shown: UUID) -> None:
        self._execute("UPDATE demonstration SET state = %s, shown = %s", [self.LOADED, str(shown)])

    def empty(self) -> None:
        """Delete everything in the database. Raises DemoRefused for a database that is not the demo's."""
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

    def _read(self, column: str) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM demonstration")  # noqa: S608
            return str(cursor.fetchone()[0])

    def _execute(self, statement: str, values: Sequence[str] | None = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)


def empty_files(place: Path) -> None:
    """Remove the demo's files, except for its keys and static files, which contain no content."""
    for path in place.iterdir():
        if path.name not in {"keys", "static", "static.stamp"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def tell(error: Exception) -> int:
    """Print the error to stderr; returns the exit code."""
    print(error, file=sys.stderr)
    return 1
