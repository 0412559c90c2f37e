"""Large forms are saved, or shown again complete with the number of rows to remove."""

import time

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from events.models import Event
from tests.desk.desk import fill_in, page
from tests.desk.posting import add_row, text_of
from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_image,
    make_organization,
    make_superuser,
)
from tests.polls.making import make_poll
from thinktank.desk.guard import MOST_ROWS
from thinktank.library.models import Image

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


def test_too_many_rows_are_all_shown_again_with_the_number_to_remove(desk):
    response = desk.post(ADD, conference(desk, MOST_ROWS + 11, 1))
    assert response.status_code == 422
    assert "“agenda” can hold 150 rows at most. Remove 11 rows, then save again." in text_of(response)
    assert 'value="Speaker 0"' in response.text
    assert f'value="Session {MOST_ROWS + 10}"' in response.text
    assert not Event.objects.exists()


def test_thousands_of_rows_are_all_shown_again(desk):
    address = "/admin/articles/article/add/"
    values = fill_in(desk, address, title_en="Bees")
    for _row in range(1001):
        add_row(values, "Poll_publications", poll="77")
    response = desk.post(address, values)
    assert response.status_code == 422
    assert "“polls beside the text” can hold 150 rows at most. Remove 851 rows" in text_of(response)
    assert 'name="Poll_publications-1000-poll"' in response.text


EVERY_LIST = {
    "sessions": lambda n: {"title_en": f"Session {n}"},
    "contributions": lambda n: {"role": "speaker", "expert": make_affiliation().expert.pk},
    "institutions": lambda n: {"role": "host", "organization": make_organization().pk},
    "pictures": lambda n: {"image": (Image.objects.first() or make_image()).pk, "caption_en": f"Picture {n}"},
    "takeaways": lambda n: {"audience": make_audience().pk, "text_en": f"Sentence {n}"},
    "relations_out": lambda n: {"role": "follows", "target": make_article().pk},
    "Poll_publications": lambda n: {"poll": make_poll(2).pk},
}


def reading(desk, n):
    """Queries of the form with `n` rows in every list: when it is returned, saved, shown, and saved again."""
    values = conference(desk, 0, 0)
    for prefix, row in EVERY_LIST.items():
        for number in range(n):
            add_row(values, prefix, position=str(number), **row(number))
    wordless = values | {"title_en": ""}
    returned, answer = _reads(lambda: desk.post(ADD, wordless))
    assert (answer.status_code, "This field is required" in answer.text) == (422, False)
    saved, answer = _reads(lambda: desk.post(ADD, values))
    assert answer.status_code == 302
    change = answer["Location"]
    shown, _answer = _reads(lambda: desk.get(change))
    values = fill_in(desk, change, title_en="Another title", _continue="1")
    again, answer = _reads(lambda: desk.post(change, values))
    assert answer.status_code == 302
    return returned, saved, shown, again


def _reads(act):
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    writes = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(writes) for query in captured.captured_queries), answer


def test_the_number_of_queries_of_a_form_does_not_grow_with_its_rows(desk):
    reading(desk, 1)  # what is asked once in a process
    assert reading(desk, 2) == reading(desk, 5)


def test_a_form_that_is_shown_again_has_begun_no_transaction(desk):
    values = fill_in(desk, "/admin/articles/article/add/", _continue="1")
    add_row(values, "relations_out", role="follows", target=make_article().pk)
    with CaptureQueriesContext(connection) as captured:
        assert desk.post("/admin/articles/article/add/", values).status_code == 422
    assert not [query for query in captured.captured_queries if "SAVEPOINT" in query["sql"]]


def test_a_publication_is_not_related_to_itself(desk):
    article = make_article()
    values = fill_in(desk, page(article, "change"), _continue="1")
    response = desk.post(
        page(article, "change"), add_row(values, "relations_out", role="follows", target=article.pk)
    )
    assert response.status_code == 422
    assert "A publication cannot be related to itself." in text_of(response)


def test_every_form_of_the_desk_fits_the_limit_of_fields_with_all_its_lists_full():
    request = RequestFactory().get("/admin/")
    request.user = make_superuser()
    for model_admin in admin.site._registry.values():
        fields = len(model_admin.get_form(request).base_fields)
        for formset, _inline in model_admin.get_formsets_with_inlines(request):
            of_a_row = len(formset(instance=None).empty_form.fields)
            fields += 4 + (MOST_ROWS + 1) * of_a_row
        assert fields * 1.5 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, model_admin


def test_a_text_of_some_megabytes_is_saved_in_seconds(desk):
    paragraph = "<p>" + "Слово о контроле над вооружениями. " * 30 + "</p>"
    body = paragraph * (2_000_000 // len(paragraph))
    values = fill_in(
        desk, "/admin/articles/article/add/", title_ru="Длинный текст", body_ru=body, _continue="1"
    )
    began = time.monotonic()
    assert desk.post("/admin/articles/article/add/", values).status_code == 302
    assert time.monotonic() - began < 30
