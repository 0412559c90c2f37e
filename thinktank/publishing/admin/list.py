"""The columns that all lists of publications share: the state of each language."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.http import HttpRequest
from django.utils import timezone

from thinktank.desk.lists import DeskList
from thinktank.language import languages
from thinktank.publishing.admin.states import LanguageState, states_of
from thinktank.publishing.models import Publication

type Column = Callable[[Publication], str]


class Row(Protocol):
    """A publication on a page of the list."""

    states: dict[str, LanguageState]  # by language


class PublicationList(DeskList):
    """A page of a list of publications, with the states of each row's languages."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Our filters find no row twice, so DISTINCT, which sorts all rows, is for other lookups in the address."""
        specs, has_filters, lookups, _doubles, is_filtered = super().get_filters(request)
        has_doubles = any(lookup_spawns_duplicates(self.lookup_opts, key) for key in lookups)
        return specs, has_filters, lookups, has_doubles, is_filtered

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        states = states_of(rows, timezone.now())
        for row in rows:
            cast(Row, row).states = states[row.pk]
        self.result_list = rows


def state_columns() -> list[Column]:
    """One column for each language, headed by its name."""
    return [_state_column(code) for code in languages.codes()]


def _state_column(code: str) -> Column:
    @admin.display(description=languages.name_of(code))
    def state(publication: Publication) -> str:
        return cast(Row, publication).states[code].sentence

    state.__name__ = f"state_{code.replace('-', '_')}"
    return state
