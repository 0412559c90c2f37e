from django.db.models import Q

from thinktank.language.searching import words_to_find


class FoundByWords:
    """For admin classes: every word must stand in one of the `search_fields`, however it is spelt (language/searching.py).

    Lists, fields that find by typing, and the window of pictures search by this alone.
    """

    search_lookup = "folded"

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
