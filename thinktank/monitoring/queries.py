"""The time that a request spends in the database, and a line in the log for each slow query.

The time is that until the database has answered; SQLite goes on working while the rows are fetched.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

LITERAL = re.compile(r"'(?:[^']|'')*'")
VALUES = re.compile(r"%s(?:, %s)+")
ROWS = re.compile(r"(\(%s, …\))(?:, \(%s, …\))+")
LONGEST_SQL = 2000  # characters in the log


class Spent:
    """What one request has spent in the database."""

    __slots__ = ("queries", "seconds")

    def __init__(self) -> None:
        self.queries, self.seconds = 0, 0.0


spent_by_request: ContextVar[Spent | None] = ContextVar("spent_by_request", default=None)


def measure_queries_of(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Measure all queries of a new connection."""
    if _measured not in connection.execute_wrappers:
        connection.execute_wrappers.append(_measured)


def _measured(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - began
        if spent := spent_by_request.get():
            spent.queries += 1
            spent.seconds += seconds
        if settings.SLOW_QUERY_MS and seconds * 1000 >= settings.SLOW_QUERY_MS:
            logger.warning("A query took %d ms: %s", seconds * 1000, without_values(str(sql)))


def without_values(sql: str) -> str:
    """SQL as Django writes it has placeholders for values; what stands in quotation marks is left out as well.

    Of many placeholders, and of many rows of them, the first stands for all.
    """
    return ROWS.sub(r"\1, …", VALUES.sub("%s, …", LITERAL.sub("'…'", sql)))[:LONGEST_SQL]
