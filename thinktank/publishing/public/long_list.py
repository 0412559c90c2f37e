"""A long list of editions: counted and cut by an index alone, so that page 500 costs hardly more than page 1."""

from django.db.models import QuerySet

from thinktank.delivery.cached_counts import cached_count
from thinktank.publishing.models import Edition


class LongList:
    """For a paginator. `ids`: an ordered `values_list` of edition ids, newest first, whose columns an index covers.

    Counting reads all of it, so the number is cached until one of the tags (delivery/cache_tags.py) is invalidated;
    `name` says which of the editions are listed. `size`: their number, if the caller has counted them.
    """

    def __init__(self, ids: QuerySet, tags: list[str], *name, size: int | None = None):
        self.ids, self.tags, self.name, self.size = ids, tags, name, size

    def count(self):
        if self.size is not None:
            return self.size
        return cached_count((*self.tags, *self.name), self.tags, self.ids.order_by().count)

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, span: slice) -> list[Edition]:
        """These editions without their long texts, in one query: the rows before them are not read."""
        return list(Edition.objects.filter(pk__in=self.ids[span]).for_lists().newest_first())
