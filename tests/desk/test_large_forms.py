"""A form never dies of its size: it is saved, or comes back whole and says what to take away."""

import time

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory

from events.models import Event
from tests.desk.desk import fill_in
from tests.desk.posting import add_row, text_of
from tests.factories import make_superuser
from thinktank.desk.guard import MOST_ROWS

pytestmark = pytest.mark.django_db
ADD = "/admin/events/event/add/"


def conference(desk, sessions, people):
    values = fill_in(
        desk,
        ADD,
        title_en="A large conference",
        starts_at="2027-05-01T09:00",
        time_zone="Europe/Moscow",
        _continue="1",
    )
    for number in range(sessions):
        add_row(values, "sessions", title_en=f"Session {number}", position=str(number))
    for number in range(people):
        add_row(values, "contributions", role="speaker", name_en=f"Speaker {number}", position=str(number))
    return values


def test_a_large_conference_is_saved(desk):
    assert desk.post(ADD, conference(desk, 111, 100)).status_code == 302
    event = Event.objects.get()
    assert (event.sessions.count(), event.contributions.count()) == (111, 100)


@pytest.mark.once
def test_more_rows_than_fit_come_back_all_and_it_says_how_many_to_take_away(desk):
    response = desk.post(ADD, conference(desk, MOST_ROWS + 11, 1))
    assert response.status_code == 422
    assert "“agenda” holds 150 rows at most. Take 11 rows away, then save again." in text_of(response)
    assert 'value="Speaker 0"' in response.text
    assert f'value="Session {MOST_ROWS + 10}"' in response.text
    assert not Event.objects.exists()


@pytest.mark.once
def test_every_form_of_the_desk_fits_the_limit_of_fields_with_all_its_lists_full():
    request = RequestFactory().get("/admin/")
    request.user = make_superuser()
    for model_admin in admin.site._registry.values():
        fields = len(model_admin.get_form(request).base_fields)
        for formset, _inline in model_admin.get_formsets_with_inlines(request):
            of_a_row = len(formset(instance=None).empty_form.fields)
            fields += 4 + (MOST_ROWS + 1) * of_a_row
        assert fields * 1.5 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, model_admin


@pytest.mark.once
def test_a_text_of_some_megabytes_is_saved_in_seconds(desk):
    paragraph = "<p>" + "Слово о контроле над вооружениями. " * 30 + "</p>"
    body = paragraph * (2_000_000 // len(paragraph))
    values = fill_in(
        desk, "/admin/articles/article/add/", title_ru="Длинный текст", body_ru=body, _continue="1"
    )
    began = time.monotonic()
    assert desk.post("/admin/articles/article/add/", values).status_code == 302
    assert time.monotonic() - began < 30
