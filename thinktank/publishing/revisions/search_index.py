"""The database's indexes of words: which words contain some letters, and which texts contain some words.

SQLite uses FTS5 for both. PostgreSQL uses GIN, with the extension pg_trgm for letters within words. They are installed after
every migrate, because SQLite drops the triggers of a table that Django rebuilds. Without FTS5, searches read the texts.
"""
# ruff: noqa: S608 (what is put into the SQL is constants and whole numbers)

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

TEXTS, WORDS = "publishing_searchtext", "publishing_searchword"
OF_TEXTS, OF_WORDS = f"{TEXTS}_words", f"{WORDS}_letters"
SHORTEST = 3  # letters: shorter ones the index of words cannot find
ARRAY = "publishing_word_keys(word_ids)"
# The cost makes PostgreSQL use the index: it takes splitting the keys of a row for cheap, but that takes 25 µs per row.
_FUNCTION = """
CREATE OR REPLACE FUNCTION publishing_word_keys(keys text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN string_to_array(keys, ' ')::bigint[];
END $$
"""
FTS5_TABLES = {
    OF_TEXTS: f"word_ids, content='{TEXTS}', content_rowid='publication_id', tokenize='ascii',"
    " detail=none, columnsize=0",
    OF_WORDS: f"word, content='{WORDS}', content_rowid='id', tokenize='trigram case_sensitive 1', columnsize=0",
}


def _triggers(table: str, key: str, column: str, index: str) -> dict[str, str]:
    """{name: body} of the triggers that pass every change on to an FTS5 table, which stores no texts itself."""
    add = f"INSERT INTO {index} (rowid, {column}) VALUES (NEW.{key}, NEW.{column})"
    remove = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', OLD.{key}, OLD.{column})"
    return {
        f"{index}_insert": f"AFTER INSERT ON {table} BEGIN {add}; END",
        f"{index}_update": f"AFTER UPDATE OF {key}, {column} ON {table} BEGIN {remove}; {add}; END",
        f"{index}_delete": f"AFTER DELETE ON {table} BEGIN {remove}; END",
    }


TRIGGERS = {
    OF_TEXTS: _triggers(TEXTS, "publication_id", "word_ids", OF_TEXTS),
    OF_WORDS: _triggers(WORDS, "id", "word", OF_WORDS),
}


def texts_with(groups: list[list[int]]) -> tuple[str, list]:
    """(SQL, values) for the keys of the publications whose texts contain a word of each group of keys."""
    if connection.vendor == "postgresql":
        conditions = " AND ".join([f"{ARRAY} && %s::bigint[]"] * len(groups))
        return f"SELECT publication_id FROM {TEXTS} WHERE {conditions}", groups
    match = " AND ".join("(" + " OR ".join(f'"{key}"' for key in group) + ")" for group in groups)
    return f"SELECT rowid FROM {OF_TEXTS} WHERE {OF_TEXTS} MATCH %s", [match]


def words_with(letters: str) -> tuple[str, list]:
    """(SQL, values) for the keys of the words that contain these letters and digits."""
    if connection.vendor == "postgresql":
        return f"SELECT id FROM {WORDS} WHERE word LIKE %s", [f"%{letters}%"]
    if len(letters) < SHORTEST:  # LIKE is ours on SQLite, in Python (language/collation.py)
        return f"SELECT id FROM {WORDS} WHERE instr(word, %s)", [letters]
    return f"SELECT rowid FROM {OF_WORDS} WHERE {OF_WORDS} MATCH %s", [f'"{letters}"']


def is_there() -> bool:
    """Whether this database has the indexes."""
    return connection.vendor == "postgresql" or _knows_fts5()


@cache
def _knows_fts5() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(cursor.fetchone()[0])


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the indexes that are missing. On SQLite, rebuild them when a trigger is missing."""
    with connection.cursor() as cursor:
        if not {TEXTS, WORDS} <= set(connection.introspection.table_names(cursor)):
            return
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            if OF_TEXTS in missing(connection):
                cursor.execute(
                    f"CREATE INDEX {OF_TEXTS} ON {TEXTS} USING gin (({ARRAY})) WITH (fastupdate = off)"
                )
                cursor.execute(f"ANALYZE {TEXTS}")  # else it takes every word for one of a hundred texts
            if _has_pg_trgm(cursor):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {OF_WORDS} ON {WORDS} USING gin (word gin_trgm_ops)"
                )
                # Else PostgreSQL may find whole words by it, and reads the whole list of what is not in order yet for each
                cursor.execute(f"ALTER INDEX {OF_WORDS} SET (fastupdate = off)")
                cursor.execute("SELECT gin_clean_pending_list(%s)", [OF_WORDS])
        elif _knows_fts5() and missing(connection):
            _install_fts5(cursor)


def _has_pg_trgm(cursor: CursorWrapper) -> bool:
    """Whether pg_trgm can be installed: some systems package it separately. Without it searches read all words."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')")
    return bool(cursor.fetchone()[0])


def _install_fts5(cursor: CursorWrapper) -> None:
    for index, options in FTS5_TABLES.items():
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({options})")
        for name, body in TRIGGERS[index].items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")
        # What is deleted leaves the index at once, not when its parts are merged some day
        cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', 1)")
        cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the indexes and triggers that should exist and do not."""
    wanted = {OF_TEXTS, OF_WORDS}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            wanted -= set() if _has_pg_trgm(cursor) else {OF_WORDS}
        sql = "SELECT indexname FROM pg_indexes WHERE tablename IN (%s, %s)"
    else:
        wanted |= {name for triggers in TRIGGERS.values() for name in triggers}
        sql = "SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s) OR sql LIKE 'CREATE VIRTUAL TABLE%%'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [TEXTS, WORDS])
        return sorted(wanted - {row[0] for row in cursor.fetchall()})


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    install(connections[using])


@register(Tags.database)
def check_search_index(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Warning(
            f"The search index of the desk lacks {name}: searches may miss texts.",
            hint="Run manage.py migrate, which installs it.",
            id="publishing.W001",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" or _knows_fts5()
        for name in missing(connections[alias])
    ]
