"""Lookups by keys and numbers that are too large for their column: they find nothing, instead of failing.

Django does this for numbers ("exact" on an IntegerField), but neither for foreign keys nor for lists of keys: SQLite
then raises OverflowError, and PostgreSQL compares values that its columns cannot hold.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In, Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _LookupMixin = Lookup[Any]
else:
    _LookupMixin = object


class _KeyInRange(_LookupMixin):
    """Compares with one key. When the column cannot hold it, no row matches."""

    def process_rhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(self.rhs, int) and not _fits(self.rhs, self.lhs.output_field, connection):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


class _KeysInRange(_LookupMixin):
    """Compares with several keys, ignoring those that the column cannot hold."""

    def process_rhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        if self.rhs_is_direct_value():
            field = self.lhs.output_field
            self.rhs = [key for key in self.rhs if not isinstance(key, int) or _fits(key, field, connection)]
        return super().process_rhs(compiler, connection)


def _fits(number: int, field: Any, connection: BaseDatabaseWrapper) -> bool:
    while field.remote_field:
        field = field.target_field
    lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
    return (lowest is None or lowest <= number) and (highest is None or number <= highest)


class _RelatedKey(_KeyInRange, RelatedExact):
    lookup_name = "exact"


class _RelatedKeys(_KeysInRange, RelatedIn):
    lookup_name = "in"


class _Numbers(_KeysInRange, In):
    lookup_name = "in"


def register_key_lookups() -> None:
    """Use these lookups in every query of the site. Called once, when the applications are ready."""
    models.ForeignKey.register_lookup(_RelatedKey)
    models.ForeignKey.register_lookup(_RelatedKeys)
    models.IntegerField.register_lookup(_Numbers)
