"""Filtering by thousands of keys, which are sent to the database as one value."""

import json
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from thinktank.database.replica import reading_connection as connection


def with_keys[Rows: QuerySet[Any, Any]](queryset: Rows, keys: list[int], key: str = "pk") -> Rows:
    """The rows of the queryset with these keys, which are sent as one value and not as thousands."""
    if not keys:
        return queryset.none()
    if connection.vendor == "postgresql":
        return queryset.filter(**{f"{key}__in": RawSQL("SELECT unnest(%s::bigint[])", [keys])})
    values = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])
    return queryset.filter(**{f"{key}__in": values})
