"""Pages of lists of the desk, also of long ones: what is not asked for is not counted."""

from functools import cached_property

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

MOST_COUNTED = 10_000
PAGES_AHEAD = 4  # that can be reached from a page beyond those


class LongPaginator(Paginator):
    """Counts no further than `least_counted`, or than a few pages after the one that is asked for."""

    asked_page, least_counted = 1, MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        """Rows, up to one more than `most_counted`."""
        most = self.most_counted + 1
        if hasattr(self.object_list, "count_up_to"):
            return self.object_list.count_up_to(most)
        return self.object_list.order_by()[:most].count()

    @property
    def most_counted(self) -> int:
        return max(self.least_counted, (self.asked_page + PAGES_AHEAD) * self.per_page)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self._counted > self.most_counted

    @property
    def count(self) -> int:
        return min(self._counted, self.most_counted)


class LongList:
    """For admin classes whose lists grow with the site."""

    show_full_result_count = False

    def get_paginator(self, request: HttpRequest, *args, **kwargs) -> LongPaginator:
        """The page is `p` of a list, `page` of what typing finds."""
        paginator = LongPaginator(*args, **kwargs)
        paginator.asked_page = max(_number(request.GET.get(name)) for name in (PAGE_VAR, "page"))
        return paginator


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


class DeskList(ChangeList):
    """A page of a list. Filters that no row can pass, such as a day of the year 0, lead back to the whole list."""

    def __init__(self, *args, **kwargs):
        try:
            super().__init__(*args, **kwargs)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
