"""Lookups that Django has not: `correction__filled=True`.

It writes the empty text into the SQL. With a parameter in its place neither database knows that an index of the rows
with a text (`Index(condition=Q(correction__filled=True))`) has all rows of a query.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import BuiltinLookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _BooleanLookup = BuiltinLookup[bool]
else:
    _BooleanLookup = BuiltinLookup


class Filled(_BooleanLookup):
    """Whether a text has at least one character. Neither holds for NULL."""

    lookup_name = "filled"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} {'<>' if self.rhs else '='} ''", params


def register_lookups() -> None:
    """Called once, when the applications are ready."""
    models.TextField.register_lookup(Filled)
