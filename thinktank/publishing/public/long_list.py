"""A long list of editions that is counted and sliced by an index alone, so that page 500 is about as fast as page 1.

To slice it there, the database still walks through the 10,000 entries before, so the ids of later pages are cached.
"""

import datetime
import functools
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from django.db.models import QuerySet

from thinktank.database.prepared import PreparedQuery, prepared
from thinktank.delivery.cached_results import cached_result
from thinktank.publishing.models import Edition

type Ids = Callable[..., QuerySet[Any, Any]]


class LongList:
    """A list for a paginator: the editions whose ids `ids_of(**values)` returns.

    That is an ordered `values_list` of edition ids, newest first, covered by an index. Being a part of a prepared query,
    the function only passes its values on to filters (database/prepared.py).

    What it takes from the database is cached until one of the tags (delivery/cache_tags.py) is invalidated. `size` is the
    number of editions, if the caller knows it.
    """

    def __init__(
        self, ids_of: Ids, values: dict[str, Any], tags: list[str], *, size: int | None = None
    ) -> None:
        self.ids_of, self.values, self.tags, self.size = ids_of, values, tags, size

    @property
    def ids(self) -> QuerySet[Any, Any]:
        return self.ids_of(**self.values)

    def count(self) -> int:
        if self.size is not None:
            return self.size
        return self._cached("size", lambda: self.ids.order_by().count())

    def _cached[T](self, what: Hashable, compute: Callable[[], T]) -> T:
        values = (
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in self.values.items()
            if not isinstance(value, datetime.datetime)  # the moment; what it changes invalidates a tag
        )
        return cached_result((self.ids_of, *values, what), self.tags, compute)

    def __iter__(self) -> Iterator[Edition]:
        return iter(self[:])

    def __getitem__(self, span: slice) -> list[Edition]:
        """These editions without the long columns, in one query that does not read the rows before them."""
        if span.start == 0 and span.stop:
            return _first_page(self.ids_of, span.stop)(**self.values)
        if not span.start:
            return list(_with_ids(self.ids[span]))
        ids = self._cached((span.start, span.stop), lambda: [pk for (pk,) in self.ids[span]])
        return _those(ids=ids)


@functools.cache
def _first_page(ids_of: Ids, size: int) -> PreparedQuery:
    """The prepared query of the page that is asked for most."""

    @prepared
    def first_page(**values: Any) -> QuerySet[Edition]:
        return _with_ids(ids_of(**values)[:size])

    return first_page


@prepared
def _those(ids: list[int]) -> QuerySet[Edition]:
    return _with_ids(ids)


def _with_ids(ids: QuerySet[Any, Any] | list[int]) -> QuerySet[Edition]:
    return Edition.objects.filter(pk__in=ids).for_lists().newest_first()
