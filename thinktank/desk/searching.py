from django.db.models import Case, Q, Value, When

from thinktank.language.searching import words_to_find


class FoundByWords:
    """For admin classes: every word must stand in one of the `search_fields`, however it is spelt (language/searching.py).

    Lists, fields that find by typing, and the window of pictures search by this alone.
    """

    search_lookup = "folded"
    names_to_find = ()  # fields of the name, where the `search_fields` are others

    def get_search_results(self, request, queryset, search_term):
        words = words_to_find(search_term)
        if search_term.strip() and not words:
            return queryset.none(), False
        for word in words:
            conditions = (
                Q((f"{field}__{self.search_lookup}", word)) for field in self.get_search_fields(request)
            )
            queryset = queryset.filter(Q.create(list(conditions), connector=Q.OR))
        return queryset, False

    def best_first(self, request, queryset, typed):
        """The queryset in its order, but names that begin with what was typed come before all others."""
        fields = self.names_to_find or self.get_search_fields(request)
        if not (typed := typed.strip()) or not fields:
            return queryset
        begins = Q.create([(f"{field}__folded_start", typed) for field in fields], connector=Q.OR)
        order = queryset.query.order_by or queryset.model._meta.ordering
        return queryset.order_by(Case(When(begins, Value(0)), default=Value(1)), *order)
