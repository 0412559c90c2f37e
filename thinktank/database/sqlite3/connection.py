"""A connection of either driver with the methods that Django and Python's own connections have.

pysqlite3 0.6 lacks `getlimit`, `blobopen` and `serialize`; they do here what they do in Python's sqlite3. It cannot change
limits, so those compiled in are those in force.
"""

import sqlite3 as of_python
import tempfile
from collections.abc import Buffer, Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from thinktank.database.sqlite3.driver import Database

COMPILED_LIMITS = {
    of_python.SQLITE_LIMIT_LENGTH: "MAX_LENGTH",
    of_python.SQLITE_LIMIT_SQL_LENGTH: "MAX_SQL_LENGTH",
    of_python.SQLITE_LIMIT_COLUMN: "MAX_COLUMN",
    of_python.SQLITE_LIMIT_EXPR_DEPTH: "MAX_EXPR_DEPTH",
    of_python.SQLITE_LIMIT_COMPOUND_SELECT: "MAX_COMPOUND_SELECT",
    of_python.SQLITE_LIMIT_VDBE_OP: "MAX_VDBE_OP",
    of_python.SQLITE_LIMIT_FUNCTION_ARG: "MAX_FUNCTION_ARG",
    of_python.SQLITE_LIMIT_ATTACHED: "MAX_ATTACHED",
    of_python.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: "MAX_LIKE_PATTERN_LENGTH",
    of_python.SQLITE_LIMIT_VARIABLE_NUMBER: "MAX_VARIABLE_NUMBER",
    of_python.SQLITE_LIMIT_TRIGGER_DEPTH: "MAX_TRIGGER_DEPTH",
    of_python.SQLITE_LIMIT_WORKER_THREADS: "MAX_WORKER_THREADS",
}


class Blob:
    """One value of one row, read and written in place, as Python's sqlite3.Blob. After `close` all raises ProgrammingError.

    pysqlite3's own indexes give single bytes instead of numbers, and read from where the last reading ended; its own
    `close` keeps the connection in memory, whereas dropping the reference to the blob closes it too.
    """

    def __init__(self, opened: Any) -> None:
        self._or_none = opened

    @property
    def _opened(self) -> Any:
        if self._or_none is None:
            raise Database.ProgrammingError("Cannot operate on a closed blob.")
        return self._or_none

    def close(self) -> None:
        self._or_none = None

    def read(self, length: int = -1, /) -> bytes:
        """As many bytes as are left, or `length` of them."""
        return self._opened.read(length)

    def write(self, data: Buffer, /) -> None:
        """Raises ValueError when the data go beyond the end: a value keeps its length."""
        self._opened.write(data)

    def tell(self) -> int:
        """The place of the next reading or writing, in bytes from the beginning."""
        return self._opened.tell()

    def seek(self, offset: int, origin: int = 0, /) -> None:
        """Go there, counted from the beginning (0), from here (1) or from the end (2)."""
        self._opened.seek(offset, origin)

    def __len__(self) -> int:
        return len(self._opened)

    def __getitem__(self, place: int | slice) -> int | bytes:
        """Raises IndexError beyond the end, as for bytes."""
        return self._whole()[place]

    def __setitem__(self, place: int | slice, value: int | Buffer) -> None:
        """Raises IndexError beyond the end, and for a value of another length than its place."""
        changed = bytearray(self._whole())
        changed[place] = value  # type: ignore[index, assignment]
        if len(changed) != len(self):
            raise IndexError("Blob slice assignment is wrong size")
        self._at_start(self.write, changed)

    def _whole(self) -> bytes:
        return self._at_start(self.read)

    def _at_start(self, act: Callable[..., Any], *arguments: Any) -> Any:
        before = self.tell()
        self.seek(0)
        try:
            return act(*arguments)
        finally:
            self.seek(before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class PackagedConnection(Database.Connection):  # type: ignore[name-defined]
    """pysqlite3's connection with what it lacks."""

    def getlimit(self, category: int, /) -> int:
        """The limit in force, in what it counts. Raises ProgrammingError for a category there is not."""
        if category not in _compiled_limits():
            raise Database.ProgrammingError("'category' is out of bounds")
        return _compiled_limits()[category]

    def blobopen(
        self, table: str, column: str, row: int, /, *, readonly: bool = False, name: str = "main"
    ) -> Blob:
        """The value of this column in the row of this rowid, in the attached database `name`."""
        return Blob(self.open_blob(table, column, row, readonly=readonly, dbname=name))

    def serialize(self, *, name: str = "main") -> bytes:
        """The bytes of a file with the same content, including what is still in the log."""
        with tempfile.TemporaryDirectory(prefix="sqlite-") as folder:
            copy = Path(folder) / "copy"
            with closing(Database.connect(copy)) as target:
                self.backup(target, name=name)
            return copy.read_bytes()


@cache
def _compiled_limits() -> dict[int, int]:
    """The limits by their number in Python's sqlite3."""
    with closing(Database.connect(":memory:")) as connection:
        options = [option for (option,) in connection.execute("PRAGMA compile_options")]
    compiled = dict(option.split("=", 1) for option in options if option.startswith("MAX_"))
    return {
        category: int(compiled[name], 0) for category, name in COMPILED_LIMITS.items() if name in compiled
    }


Connection = Database.Connection if Database is of_python.dbapi2 else PackagedConnection
