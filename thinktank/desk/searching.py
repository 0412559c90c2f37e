"""Search of the desk's lists by words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest

from thinktank.addresses.models import Addressed
from thinktank.language.analyser import NAME, forms_to_find, keys_of_name, keys_of_names
from thinktank.language.searching import words_to_find

if TYPE_CHECKING:
    _AdminMixin = ModelAdmin
else:
    _AdminMixin = object


class FoundByWords(_AdminMixin):
    """For admin classes: one of the `search_fields` must contain each word, in any spelling (language/searching.py).

    Lists, autocompletion and the window of pictures all search this way.
    """

    search_lookup = "folded"
    names_to_find: Sequence[str] = ()  # the fields of the name, if they differ from `search_fields`

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        words = words_to_find(search_term)
        if search_term.strip() and not words:
            return queryset.none(), False
        for word in words:
            forms = [form for form in forms_to_find(word) if not form.startswith(NAME)]
            conditions: list[Any] = [
                Q((f"{field}__{self.search_lookup}", form))
                for field in self.get_search_fields(request)
                for form in forms
            ]
            conditions.append(Q(pk__in=self._named_alike(word)))
            queryset = queryset.filter(Q.create(conditions, connector=Q.OR))
        return queryset, False

    def _named_alike(self, word: str) -> list[Any]:
        """Keys of the objects with another spelling of this word in their names, such as «Томсон» for "Thomson"."""
        wanted = set(keys_of_name(word))
        if not (wanted and issubclass(self.model, Addressed)):
            return []
        rows = self.model._default_manager.order_by().values_list("pk", *sorted(self.model.fields_of_names()))
        return [
            pk for pk, *names in rows if not wanted.isdisjoint(keys_of_names(" ".join(filter(None, names))))
        ]

    def best_first(self, request: HttpRequest, queryset: QuerySet, typed: str) -> QuerySet:
        """The queryset in its own order, with names that begin with the typed text before all others."""
        fields = self.names_to_find or self.get_search_fields(request)
        if not (typed := typed.strip()) or not fields:
            return queryset
        begins = Q.create([(f"{field}__folded_start", typed) for field in fields], connector=Q.OR)
        order = queryset.query.order_by or queryset.model._meta.ordering
        return queryset.order_by(Case(When(begins, Value(0)), default=Value(1)), *order)
