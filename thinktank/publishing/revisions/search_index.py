"""The database's own indexes of words: which words hold some letters, and which texts hold some words.

SQLite has FTS5 for both. PostgreSQL has GIN; for letters within words pg_trgm, which comes with it, like btree_gist. Installed
after every migrate, since SQLite drops the triggers of a table that Django rebuilds. Where Python's SQLite lacks FTS5, the
texts themselves are searched.
"""
# ruff: noqa: S608 (what is put into the SQL is constants and whole numbers)

from functools import cache

from django.core.checks import Tags, Warning, register
from django.db import connection, connections

TEXTS, WORDS = "publishing_searchtext", "publishing_searchword"
OF_TEXTS, OF_WORDS = f"{TEXTS}_words", f"{WORDS}_letters"
SHORTEST = 3  # letters that the index of words can look for
ARRAY = "publishing_word_keys(word_ids)"
# Its cost tells PostgreSQL to ask the index; taking the keys of every row apart looks cheap to it, and takes 25 µs each.
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


def _triggers(table, key, column, index):
    """{name: body}: an FTS5 table that keeps no texts of its own is told of every change, with what was there before."""
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
    """(SQL, values): keys of the publications whose texts have a word of each group of keys."""
    if connection.vendor == "postgresql":
        conditions = " AND ".join([f"{ARRAY} && %s::bigint[]"] * len(groups))
        return f"SELECT publication_id FROM {TEXTS} WHERE {conditions}", groups
    match = " AND ".join("(" + " OR ".join(f'"{key}"' for key in group) + ")" for group in groups)
    return f"SELECT rowid FROM {OF_TEXTS} WHERE {OF_TEXTS} MATCH %s", [match]


def words_with(letters: str) -> tuple[str, list]:
    """(SQL, values): keys of the words that hold these letters and digits."""
    if connection.vendor == "postgresql" or len(letters) < SHORTEST:
        return f"SELECT id FROM {WORDS} WHERE word LIKE %s", [f"%{letters}%"]
    return f"SELECT rowid FROM {OF_WORDS} WHERE {OF_WORDS} MATCH %s", [f'"{letters}"']


def is_there() -> bool:
    """Whether the indexes can be asked."""
    return connection.vendor == "postgresql" or _knows_fts5()


@cache
def _knows_fts5():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(cursor.fetchone()[0])


def install(connection) -> None:
    """Make the indexes unless they are there. On SQLite they are filled again when a trigger was lost meanwhile."""
    with connection.cursor() as cursor:
        if not {TEXTS, WORDS} <= set(connection.introspection.table_names(cursor)):
            return
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {OF_TEXTS} ON {TEXTS} USING gin (({ARRAY})) WITH (fastupdate = off)"
            )
            if _has_pg_trgm(cursor):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {OF_WORDS} ON {WORDS} USING gin (word gin_trgm_ops)"
                )
        elif _knows_fts5() and missing(connection):
            _install_fts5(cursor)


def _has_pg_trgm(cursor):
    """PostgreSQL brings it, but some systems pack it apart. Without it the list of words is read through."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')")
    return cursor.fetchone()[0]


def _install_fts5(cursor):
    for index, options in FTS5_TABLES.items():
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({options})")
        for name, body in TRIGGERS[index].items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")
        cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def missing(connection) -> list[str]:
    """Names of what should be there and is not."""
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


def install_after_migrate(sender, using, **kwargs):
    install(connections[using])


@register(Tags.database)
def check_search_index(app_configs, databases, **kwargs):
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
