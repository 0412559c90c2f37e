"""SQLite compares letters beyond ASCII byte by byte; searching must not depend on capitals in any script."""

import re
from functools import lru_cache

from django.db.backends.signals import connection_created


def know_capitals_of_all_scripts():
    """From now on every SQLite connection has a LIKE that knows capitals of all scripts, as PostgreSQL's ILIKE does."""
    connection_created.connect(_teach_like, dispatch_uid="unicode-like")


def _teach_like(connection, **kwargs):
    if connection.vendor == "sqlite":
        for arguments in (2, 3):
            connection.connection.create_function("like", arguments, like, deterministic=True)


def like(pattern, text, escape=""):
    """SQLite's `text LIKE pattern ESCAPE escape`: 1, 0, or NULL when either is NULL."""
    if pattern is None or text is None:
        return None
    return int(_compiled(str(pattern), escape).fullmatch(str(text)) is not None)


@lru_cache(maxsize=256)
def _compiled(pattern, escape):
    parts, escaped = [], False
    for letter in pattern:
        if escaped:
            parts.append(re.escape(letter))
            escaped = False
        elif letter == escape:
            escaped = True
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
