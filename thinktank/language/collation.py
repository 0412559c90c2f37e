"""Makes SQLite's LIKE ignore case in every script. Its own LIKE does so for ASCII letters only."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def ignore_case_in_all_scripts() -> None:
    """Give every new SQLite connection a LIKE that ignores case in all scripts, as PostgreSQL's ILIKE does."""
    connection_created.connect(_teach_like, dispatch_uid="unicode-like")


def _teach_like(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        for arguments in (2, 3):
            connection.connection.create_function("like", arguments, like, deterministic=True)


def like(pattern: Any, text: Any, escape: str = "") -> int | None:
    """SQLite's `text LIKE pattern ESCAPE escape`: 1, 0, or NULL when either is NULL."""
    if pattern is None or text is None:
        return None
    return int(_compiled(str(pattern), escape).fullmatch(str(text)) is not None)


@lru_cache(maxsize=256)
def _compiled(pattern: str, escape: str) -> re.Pattern[str]:
    parts: list[str] = []
    escaped = False
    for letter in pattern:
        if escaped:
            parts.append(re.escape(letter))
            escaped = False
        elif letter == escape:
            escaped = True
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
