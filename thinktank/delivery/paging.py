"""Pages of a long list."""

import re

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

MAX_PAGE = 1000  # what lies deeper is reached by the archive of years and months


class BoundedPaginator(Paginator):
    @cached_property
    def num_pages(self):
        return min(super().num_pages, MAX_PAGE)


def get_page(items, request: HttpRequest, per_page: int) -> Page:
    """The page of the list that `?page=` asks for: the first for an odd value, the last for one too large."""
    return BoundedPaginator(items, per_page).get_page(_number(request.GET.get("page", "")))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) and int(text) else 1
