"""Pages of a long list."""

import re
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

MAX_PAGE = 1000  # older entries are reached through the archive of years and months


class BoundedPaginator(Paginator):
    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MAX_PAGE)


def page_asked(request: HttpRequest) -> int:
    """The number in `?page=`, 1 without one. Raises Http404 for anything that is not the number of a page."""
    asked = request.GET.get("page", "")
    if not re.fullmatch(r"(?:[1-9][0-9]{0,3})?", asked):
        raise Http404
    return int(asked or 1)


def get_page(items: Any, request: HttpRequest, per_page: int) -> Page:
    """The page of the list that `?page=` asks for. Raises Http404 when the list has no such page."""
    try:
        return BoundedPaginator(items, per_page).page(page_asked(request))
    except EmptyPage as error:
        raise Http404 from error


def only_page(request: HttpRequest) -> None:
    """For a list that fits on one page: raises Http404 for any other page."""
    if page_asked(request) > 1:
        raise Http404
