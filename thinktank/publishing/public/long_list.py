"""A long list of editions that is counted and sliced by an index alone, so that page 500 is about as fast as page 1."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from thinktank.delivery.cached_counts import cached_count
from thinktank.publishing.models import Edition


class LongList:
    """A list for a paginator. `ids` is an ordered `values_list` of edition ids, newest first, covered by an index.

    Counting reads the whole index range, so the number is cached under `name`, which tells lists with the same tags
    apart, until one of the tags (delivery/cache_tags.py) is invalidated. `size` is the number, if the caller knows it.
    """

    def __init__(
        self, ids: QuerySet[Any, Any], tags: list[str], *name: object, size: int | None = None
    ) -> None:
        self.ids, self.tags, self.name, self.size = ids, tags, name, size

    def count(self) -> int:
        if self.size is not None:
            return self.size
        return cached_count((*self.tags, *self.name), self.tags, self.ids.order_by().count)

    def __iter__(self) -> Iterator[Edition]:
        return iter(self[:])

    def __getitem__(self, span: slice) -> list[Edition]:
        """These editions without the long columns, in one query that does not read the rows before them."""
        return list(Edition.objects.filter(pk__in=self.ids[span]).for_lists().newest_first())
