"""Which SQLite the site runs on: Python's own, or the one in the package pysqlite3 where Python's can lose writes.

SQLite 3.7.0 to 3.51.2 can lose committed writes in WAL mode when one connection writes while others move the log into
the file ("WAL-reset bug", https://sqlite.org/wal.html#walresetbug). Several processes on one file are our usual case.

Code that opens a SQLite file takes `Database` from here: two copies of SQLite in one process cancel each other's locks.
"""

import sqlite3 as of_python
from types import ModuleType

Version = tuple[int, int, int]

FIRST_WITH_BUG: Version = (3, 7, 0)
FIRST_FIXED: Version = (3, 51, 3)
BACKPORTS = {(3, 44): 6, (3, 50): 7}  # in these series, from this patch release


def can_lose_writes(version: Version) -> bool:
    """Whether this version of SQLite has the WAL-reset bug."""
    if not FIRST_WITH_BUG <= version < FIRST_FIXED:
        return False
    series, patch = version[:2], version[2]
    return series not in BACKPORTS or patch < BACKPORTS[series]


def choose_driver(own: ModuleType, packaged: ModuleType | None) -> ModuleType:
    """The DB-API module to use: `packaged` only where it is fixed and Python's own is not."""
    if packaged is None or not can_lose_writes(own.sqlite_version_info):
        return own
    return own if can_lose_writes(packaged.sqlite_version_info) else packaged


def _packaged() -> ModuleType | None:
    """pysqlite3; None where it is not installed, since its wheels do not cover every machine."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return None
    return dbapi2


Database = choose_driver(of_python.dbapi2, _packaged())
