"""Searching publications on the desk, by all words of their texts (publishing/revisions/search_words.py)."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from thinktank.desk.searching import FoundByWords
from thinktank.language.searching import fold, words_to_find
from thinktank.publishing.models import Publication, SearchTitle
from thinktank.publishing.revisions.search_words import LONGEST_TITLE, MOST_LISTED, with_words

LAST_LETTER = "\U0010ffff"


class FoundInTexts(FoundByWords):
    """A mixin for admin classes of publications."""

    search_fields = ["search_text__text"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Publication], search_term: str
    ) -> tuple[QuerySet[Publication], bool]:
        if not search_term.strip():
            return queryset, False
        words = words_to_find(search_term)
        return with_words(queryset, words) if words else queryset.none(), False

    def best_first(  # type: ignore[override] # BestFirst has what pages use of a queryset
        self, request: HttpRequest, queryset: QuerySet[Publication], typed: str
    ) -> QuerySet[Publication] | BestFirst:
        if not (typed := typed.strip()):
            return queryset
        queryset = queryset.order_by(*(queryset.query.order_by or queryset.model._meta.ordering or ()))
        begins = _titles_that_begin(fold(typed)[:LONGEST_TITLE])
        found = set(begins.values_list("publication", flat=True)[: MOST_LISTED + 1])
        if len(found) <= MOST_LISTED:
            return BestFirst(queryset.filter(pk__in=found), queryset.exclude(pk__in=found))
        begins = begins.filter(publication=OuterRef("pk"))
        return BestFirst(queryset.filter(Exists(begins)), queryset.filter(~Exists(begins)))


def _titles_that_begin(typed: str) -> QuerySet[SearchTitle]:
    """By the index `search_title`, which SQLite does not use for LIKE."""
    if connection.vendor == "sqlite":
        return SearchTitle.objects.filter(title__gte=typed, title__lt=f"{typed}{LAST_LETTER}")
    return SearchTitle.objects.filter(title__startswith=typed)


class BestFirst:
    """Two querysets, one after the other. A slice at the beginning reads its own rows only."""

    def __init__(self, first: QuerySet[Publication], others: QuerySet[Publication]) -> None:
        self.first, self.others = first, others

    def __getitem__(self, rows: slice) -> list[Publication]:
        start, found = rows.start or 0, list(self.first[rows])
        wanted = rows.stop - start
        if len(found) < wanted:
            n = start + len(found) if found or not start else self.first.count()
            of_others = max(start - n, 0)
            found += self.others[of_others : of_others + wanted - len(found)]
        return found

    def count_up_to(self, most: int) -> int:
        n = self.first.order_by()[:most].count()
        return n if n == most else n + self.others.order_by()[: most - n].count()

    def count(self) -> int:
        return self.first.count() + self.others.count()
