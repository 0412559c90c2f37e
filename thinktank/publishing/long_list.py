"""A long list of editions: counted and cut by an index alone, so that page 500 costs hardly more than page 1."""

from django.db.models import QuerySet

from thinktank.publishing.models import Edition


class LongList:
    """For a paginator. `ids`: an ordered `values_list` of edition ids, newest first, whose columns an index covers."""

    def __init__(self, ids: QuerySet):
        self.ids = ids

    def count(self):
        return self.ids.order_by().count()

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, span: slice) -> list[Edition]:
        """These editions without their long texts, in one query: the rows before them are not read."""
        return list(Edition.objects.filter(pk__in=self.ids[span]).for_lists().newest_first())
