"""Pages of the desk's lists. Long lists are counted only as far as the page needs."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

if TYPE_CHECKING:
    _AdminMixin = ModelAdmin
else:
    _AdminMixin = object

MOST_COUNTED = 10_000  # rows
PAGES_AHEAD = 4  # pages after the current one that are counted beyond MOST_COUNTED


class LongPaginator(Paginator):
    """Stops counting at `least_counted`, or a few pages after the page asked for if that is further."""

    asked_page, least_counted = 1, MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        """Rows, up to one more than `most_counted`."""
        most = self.most_counted + 1
        if hasattr(self.object_list, "count_up_to"):
            return self.object_list.count_up_to(most)
        rows: Any = self.object_list  # a QuerySet, though the admin allows other lists
        return rows.order_by()[:most].count()

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


class LongList(_AdminMixin):
    """For admin classes whose lists grow with the site."""

    show_full_result_count = False

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> LongPaginator:
        """Lists name the page `p`, autocompletion names it `page`."""
        paginator = LongPaginator(*args, **kwargs)
        paginator.asked_page = max(_number(request.GET.get(name)) for name in (PAGE_VAR, "page"))
        return paginator


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


class DeskList(ChangeList):
    """A page of a list. Impossible filters, such as a day of the year 0, lead back to the whole list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
