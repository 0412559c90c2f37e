"""FTS5 over the documents' tokens (https://www.sqlite.org/fts5.html). It stores no text itself."""
# ruff: noqa: S608 (what is put into the SQL are names of ours)

import json
from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

TABLE, INDEX = "search_searchdocument", "search_searchdocument_tokens"
OPTIONS = (
    f"tokens, content='{TABLE}', content_rowid='id', detail=none, columnsize=0,"
    " tokenize=\"ascii tokenchars '_:.'\""  # signs beyond ASCII are parts of tokens
)
_ADD = f"INSERT INTO {INDEX} (rowid, tokens) VALUES (NEW.id, NEW.tokens)"
_REMOVE = f"INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens)"
TRIGGERS = {
    f"{INDEX}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_ADD}; END",
    f"{INDEX}_update": f"AFTER UPDATE OF id, tokens ON {TABLE} BEGIN {_REMOVE}; {_ADD}; END",
    f"{INDEX}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_REMOVE}; END",
}


def statement(all_of: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]]) -> tuple[str, list[Any]]:
    """(SQL, values) that selects the keys of the documents: see Condition."""
    match = " AND ".join(_any(group) for group in all_of)
    if not phrases:
        return f"SELECT rowid AS id FROM {INDEX} WHERE {INDEX} MATCH %s", [f"({match})"]
    has = " AND ".join("(" + " OR ".join(["instr(tokens, %s) > 0"] * len(each)) + ")" for each in phrases)
    sql = f"SELECT id FROM {TABLE} WHERE id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s) AND {has}"
    return sql, [f"({match})", *(words for each in phrases for words in each)]


def tokens_statement(keys: Sequence[int]) -> tuple[str, list[Any]]:
    return f"SELECT id, tokens FROM {TABLE} WHERE id IN (SELECT value FROM json_each(%s))", [json.dumps(keys)]


def _any(tokens: Sequence[str]) -> str:
    return "(" + " OR ".join(_quoted(token) for token in tokens) + ")"


def _quoted(token: str) -> str:
    word = token.removesuffix("*").replace('"', '""')
    return f'"{word}" *' if token.endswith("*") else f'"{word}"'


def install(cursor: CursorWrapper) -> None:
    if not missing(cursor):
        return
    cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5({OPTIONS})")
    for name, body in TRIGGERS.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} {body}")
    # What is deleted leaves the index at once, not when its parts are merged some day
    cursor.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('secure-delete', 1)")
    cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")


def missing(cursor: CursorWrapper) -> list[str]:
    """Names of the index and the triggers that should exist and do not."""
    cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
    return sorted({INDEX, *TRIGGERS} - {row[0] for row in cursor.fetchall()})
