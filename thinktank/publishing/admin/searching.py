"""Searching publications on the desk, by all words of their texts (publishing/revisions/search_words.py)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from thinktank.desk.searching import FoundByWords
from thinktank.language.searching import fold, words_to_find
from thinktank.publishing.models import Publication, SearchTitle
from thinktank.publishing.revisions.search_words import with_words


class FoundInTexts(FoundByWords):
    """A mixin for admin classes of publications."""

    search_fields: list[str] | tuple[str, ...] = ["search_text__text"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Publication], search_term: str
    ) -> tuple[QuerySet[Publication], bool]:
        if not search_term.strip():
            return queryset, False
        words = words_to_find(search_term)
        return with_words(queryset, words) if words else queryset.none(), False

    def best_first(
        self, request: HttpRequest, queryset: QuerySet[Publication], typed: str
    ) -> QuerySet[Publication] | BestFirst:
        if not (typed := typed.strip()):
            return queryset
        begins = SearchTitle.objects.filter(publication=OuterRef("pk"), title__startswith=fold(typed))
        queryset = queryset.order_by(*(queryset.query.order_by or queryset.model._meta.ordering or ()))
        return BestFirst(queryset.filter(Exists(begins)), queryset.filter(~Exists(begins)))


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
