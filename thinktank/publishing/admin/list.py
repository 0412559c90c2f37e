"""The lists of publications: the same columns everywhere."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from thinktank.desk.lists import DeskList
from thinktank.language import languages
from thinktank.publishing.admin.states import states_of


class PublicationList(DeskList):
    """A page of the list, with the state of each language beside each row."""

    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list)
        states = states_of(rows, timezone.now())
        for row in rows:
            row.states = states[row.pk]
        self.result_list = rows


def state_columns():
    """One column for each language, headed by its name."""
    return [_state_column(code) for code in languages.codes()]


def _state_column(code):
    @admin.display(description=languages.name_of(code))
    def state(publication):
        name = languages.name_of(code)
        return format_html('<span class="on-phones">{}: </span>{}', name, publication.states[code].sentence)

    state.__name__ = f"state_{code.replace('-', '_')}"
    return state
