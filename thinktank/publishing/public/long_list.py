"""A long list of editions that is counted and sliced by an index alone, so that page 500 is about as fast as page 1."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from thinktank.database.prepared import PreparedQuery, prepared
from thinktank.delivery.cached_counts import cached_count
from thinktank.publishing.models import Edition

type Ids = Callable[..., QuerySet[Any, Any]]


class LongList:
    """A list for a paginator: the editions whose ids `ids_of(**values)` returns.

    That is an ordered `values_list` of edition ids, newest first, covered by an index. Being a part of a prepared query,
    the function only passes its values on to filters (database/prepared.py).

    Counting reads the whole index range, so the number is cached under `name`, which tells lists with the same tags
    apart, until one of the tags (delivery/cache_tags.py) is invalidated. `size` is the number, if the caller knows it.
    """

    def __init__(
        self, ids_of: Ids, values: dict[str, Any], tags: list[str], *name: object, size: int | None = None
    ) -> None:
        self.ids_of, self.values, self.tags, self.name, self.size = ids_of, values, tags, name, size

    @property
    def ids(self) -> QuerySet[Any, Any]:
        return self.ids_of(**self.values)

    def count(self) -> int:
        if self.size is not None:
            return self.size
        return cached_count((*self.tags, *self.name), self.tags, lambda: self.ids.order_by().count())

    def __iter__(self) -> Iterator[Edition]:
        return iter(self[:])

    def __getitem__(self, span: slice) -> list[Edition]:
        """These editions without the long columns, in one query that does not read the rows before them."""
        if span.start == 0 and span.stop:
            return _first_page(self.ids_of, span.stop)(**self.values)
        return list(_with_ids(self.ids[span]))


@functools.cache
def _first_page(ids_of: Ids, size: int) -> PreparedQuery:
    """The prepared query of the page that is asked for most."""

    @prepared
    def first_page(**values: Any) -> QuerySet[Edition]:
        return _with_ids(ids_of(**values)[:size])

    return first_page


def _with_ids(ids: QuerySet[Any, Any]) -> QuerySet[Edition]:
    return Edition.objects.filter(pk__in=ids).for_lists().newest_first()
