import datetime
import uuid

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_page,
    make_report,
    make_superuser,
    publish_now,
)
from thinktank.error_reports.models import ErrorReport
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase

pytestmark = pytest.mark.django_db

WORDS = {"text": "It was 1997, not 1979.", "passage": "in 1979", "email": "reader@example.org"}


@pytest.fixture
def edition():
    return make_edition("en")


@pytest.fixture
def reader():
    """A browser that says that our own page sends the request."""
    return Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})


def address_of(edition, language="en"):
    return f"/{language}/report-error/{edition.uid}/"


def form_of(response):
    """{name: value} of the fields"""
    page = html.fromstring(response.content)
    fields = page.xpath("//form[@method='post']//*[@name]")
    return {field.get("name"): (field.value or "").strip("\n") for field in fields}


@pytest.mark.parametrize("make", [make_article, make_event, make_report, make_page])
def test_every_kind_of_publication_leads_to_the_form_of_the_edition_that_is_read(client, make):
    edition = make_edition("ru", make=make)
    page = html.fromstring(client.get(edition.get_absolute_url()).content)

    assert page.xpath("//p[@class='report-error']/a/@href") == [address_of(edition, "ru")]
    assert client.get(address_of(edition, "ru")).status_code == 200


def test_the_form_is_private_sets_no_cookie_and_takes_over_the_passage(client, edition):
    response = client.get(address_of(edition), {"passage": "“in 1979”" + "x" * 600})

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert form_of(response) == {"text": "", "passage": ("“in 1979”" + "x" * 600)[:500], "email": ""}


@time_machine.travel(datetime.datetime(2026, 3, 1, 12, 34, 56, tzinfo=datetime.UTC), tick=False)
def test_a_report_is_stored_with_the_hour_and_nothing_else_of_the_reader(reader):
    edition = make_edition("en")
    response = reader.post(address_of(edition, "ru"), WORDS)

    assert (response.status_code, response["Location"]) == (303, f"{address_of(edition, 'ru')}received/")
    stored = ErrorReport.objects.values().get()
    assert {name: stored[name] for name in WORDS} == WORDS
    assert (stored["edition_id"], stored["language"], stored["state"]) == (edition.pk, "ru", "new")
    assert stored["received_at"] == datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    assert set(stored) - set(WORDS) == {
        "id", "uid", "edition_id", "language", "received_at", "state", "editors_note",
    }  # fmt: skip
    thanks = reader.get(response["Location"])
    assert html.fromstring(thanks.content).xpath("string(//h1)") == "Спасибо"
    assert not response.cookies


def test_a_report_sent_twice_is_stored_once(reader, edition):
    for _press in range(2):
        assert reader.post(address_of(edition), WORDS).status_code == 303

    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " "}, "Say what is wrong."),
        ({"text": "я" * 2001}, "at most 2000 characters; there are 2001 now"),
        ({"passage": "x" * 501}, "Copy at most 500 characters"),
        ({"email": "nobody"}, "This is not an e-mail address"),
    ],
)
def test_errors_are_shown_at_their_fields_and_the_form_keeps_its_texts(reader, edition, typed, sentence):
    words = WORDS | typed
    response = reader.post(address_of(edition), words)

    assert response.status_code == 422
    page = html.fromstring(response.content)
    [field] = page.xpath("//*[@aria-invalid='true']")
    said = [page.xpath(f"string(//*[@id='{name}'])") for name in field.get("aria-describedby").split()]
    assert any(sentence in text for text in said)
    assert form_of(response) == words
    assert not ErrorReport.objects.exists()


def test_lines_may_end_as_browsers_end_them(reader, edition):
    assert reader.post(address_of(edition), {"text": "a\r\n" * 1000}).status_code == 303
    assert len(ErrorReport.objects.get().text) == 1999


def test_a_browser_that_does_not_say_where_it_is_confirms_once(edition):
    old = Client(enforce_csrf_checks=True)
    asked = old.post(address_of(edition), WORDS)
    assert (asked.status_code, ErrorReport.objects.count()) == (200, 0)
    assert "Press the button once more" in asked.text

    again = form_of(asked)
    assert {name: again[name] for name in WORDS} == WORDS
    assert old.post(address_of(edition), again | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert ErrorReport.objects.count() == 0
    assert old.post(address_of(edition), again).status_code == 303
    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_site_sends_nothing_in_a_readers_name(edition, headers):
    assert Client(headers=headers).post(address_of(edition), WORDS).status_code == 403
    assert not ErrorReport.objects.exists()


def test_too_many_reports_from_one_network_are_refused_with_a_time_and_their_text(reader, edition):
    for n in range(10):
        assert reader.post(address_of(edition), {"text": f"{n}"}).status_code == 303
    response = reader.post(address_of(edition), WORDS)

    assert response.status_code == 429
    seconds = int(response.headers["Retry-After"])
    assert 0 < seconds <= 600
    assert f"send it again in {-(-seconds // 60)} minute" in response.text
    assert form_of(response) == WORDS
    assert ErrorReport.objects.count() == 10


def test_only_what_is_on_record_can_be_reported(reader):
    article = make_article()
    [live] = publish_now(article, "en")
    [later] = publish_now(make_article(), "en", at=timezone.now() + datetime.timedelta(days=1))
    withdraw(article, "en", public_note="It was wrong.", now=timezone.now())

    for uid in (later.uid, live.uid, article.uid, uuid.uuid4()):
        assert reader.get(f"/en/report-error/{uid}/").status_code == 404
        assert reader.post(f"/en/report-error/{uid}/", WORDS).status_code == 404
        assert reader.get(f"/en/report-error/{uid}/received/").status_code == 404
    assert not ErrorReport.objects.exists()


def test_hostile_words_are_shown_as_words(reader, edition):
    bad = "</textarea><script>alert(1)</script>"
    response = reader.post(address_of(edition), {"text": "", "passage": bad, "email": bad})

    assert "<script>alert" not in response.text
    assert form_of(response)["passage"] == bad


def test_erasing_an_edition_erases_what_readers_quoted_from_it(reader, edition):
    reader.post(address_of(edition), WORDS)
    erase(edition, "A court order.", by=make_superuser())

    report = ErrorReport.objects.get()
    assert (report.text, report.passage, report.email) == ("", "", "")
