"""Keys and numbers that no row can have: looking for one finds nothing, instead of failing in the database.

Django knows this of numbers ("exact" on an IntegerField), but neither of keys to other tables nor of lists of keys:
SQLite then raises OverflowError, and PostgreSQL compares what it must not store.
"""

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In


class _KeyInRange:
    """Compares with one key, or with nothing when the column cannot hold it."""

    def process_rhs(self, compiler, connection):
        if isinstance(self.rhs, int) and not _fits(self.rhs, self.lhs.output_field, connection):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


class _KeysInRange:
    """Compares with those of several keys that the column can hold."""

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            field = self.lhs.output_field
            self.rhs = [key for key in self.rhs if not isinstance(key, int) or _fits(key, field, connection)]
        return super().process_rhs(compiler, connection)


def _fits(number, field, connection):
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


def know_the_range_of_keys() -> None:
    """Once, when the applications are ready: it holds for every query of the site."""
    models.ForeignKey.register_lookup(_RelatedKey)
    models.ForeignKey.register_lookup(_RelatedKeys)
    models.IntegerField.register_lookup(_Numbers)
