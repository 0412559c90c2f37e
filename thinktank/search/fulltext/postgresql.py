"""A GIN index over the documents' tokens as a tsvector without positions.

The tokens become lexemes as they are, without PostgreSQL's parser and dictionaries: what `to_tsvector('simple', …)` would
keep of them, if it did not cut words at signs of its own.
"""
# ruff: noqa: S608 (what is put into the SQL are names of ours)

from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

TABLE, INDEX = "search_searchdocument", "search_searchdocument_tokens"
# The cost makes PostgreSQL use the index: it takes splitting the tokens of a row for cheap.
FUNCTION = """
CREATE OR REPLACE FUNCTION search_lexemes(tokens text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
    RETURN array_to_tsvector(string_to_array(btrim(tokens), ' '));
END $$
"""


def statement(all_of: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]]) -> tuple[str, list[Any]]:
    """(SQL, values) that selects the keys of the documents: see Condition."""
    match = " & ".join(_any(group) for group in all_of)
    sql = f"SELECT id FROM {TABLE} WHERE search_lexemes(tokens) @@ %s::tsquery"
    for each in phrases:
        sql += " AND (" + " OR ".join(["strpos(tokens, %s) > 0"] * len(each)) + ")"
    return sql, [match, *(words for each in phrases for words in each)]


def tokens_statement(keys: Sequence[int]) -> tuple[str, list[Any]]:
    return f"SELECT id, tokens FROM {TABLE} WHERE id = ANY(%s)", [list(keys)]


def _any(tokens: Sequence[str]) -> str:
    return "(" + " | ".join(_quoted(token) for token in tokens) + ")"


def _quoted(token: str) -> str:
    word = token.removesuffix("*").replace("\\", "\\\\").replace("'", "''")
    return f"'{word}':*" if token.endswith("*") else f"'{word}'"


def install(cursor: CursorWrapper) -> None:
    cursor.execute(FUNCTION)
    if missing(cursor):
        cursor.execute(
            f"CREATE INDEX {INDEX} ON {TABLE} USING gin (search_lexemes(tokens)) WITH (fastupdate = off)"
        )
        cursor.execute(f"ANALYZE {TABLE}")


def missing(cursor: CursorWrapper) -> list[str]:
    """Names of the indexes that should exist and do not."""
    cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [TABLE])
    return [] if (INDEX,) in cursor.fetchall() else [INDEX]
