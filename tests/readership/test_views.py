import datetime
import uuid
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_event,
    make_page,
    make_report,
    publish_now,
)
from tests.readership.reading import address_of, reads, say_read
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.readership import flood
from thinktank.readership.flood import READS_PER_NETWORK, READS_PER_SUBSCRIBER
from thinktank.readership.models import ReadingDay

pytestmark = pytest.mark.django_db


def beacons(path):
    """The addresses to which the page at this path reports reads."""
    return html.fromstring(Client().get(path).content).xpath("//script/@data-read")


def unknown(language="en"):
    return SimpleNamespace(language=language, publication_uid=uuid.uuid4())


@pytest.mark.parametrize("make", [make_article, make_event, make_report])
def test_a_page_names_its_counting_address_and_counts_in_its_language(make):
    english, russian = sorted(publish_now(make(), "en", "ru"), key=lambda edition: edition.language)
    for edition in (english, russian, russian):
        [address] = beacons(edition.get_absolute_url())
        assert address == address_of(edition)
        assert say_read(edition) == 204
    uid = english.publication_uid
    assert reads() == {(uid, "en"): 1, (uid, "ru"): 2}
    assert {row.day for row in ReadingDay.objects.all()} == {timezone.localdate()}


def test_a_text_shown_to_readers_of_another_language_counts_in_its_own_language():
    edition = make_edition("en", title_ru="", body_ru="", standfirst_ru="")
    assert beacons(edition.get_absolute_url().replace("/en/", "/ru/", 1)) == [address_of(edition)]


def test_prints_numbered_editions_previews_lists_and_institute_pages_report_no_reads(admin_client):
    edition, page = make_edition(), make_edition(make=make_page)
    path = edition.get_absolute_url()
    for quiet in (f"{path}print/", f"{path}editions/1/", page.get_absolute_url(), "/en/articles/", "/en/"):
        assert beacons(quiet) == [], quiet
    preview = admin_client.get(f"/admin/articles/article/{edition.publication_id}/preview/en/")
    assert preview.status_code == 200
    assert b"data-read" not in preview.content
    assert say_read(page) == 404


def test_reads_of_texts_that_are_not_live_are_not_found_and_their_pages_report_none():
    draft, ended, taken_back = make_article(), make_edition(), make_edition()
    later = publish_now(make_article(), "en", at=timezone.now() + datetime.timedelta(days=1))[0]
    withdraw(taken_back.publication, "en", public_note="Gone.", now=timezone.now())
    at = timezone.now() + datetime.timedelta(minutes=1)
    expire(ended.publication, "en", at=at, now=timezone.now())
    with time_machine.travel(at + datetime.timedelta(seconds=1)):
        assert beacons(ended.get_absolute_url()) == []
        only_draft = SimpleNamespace(language="en", publication_uid=draft.uid)
        for edition in (ended, taken_back, later, only_draft, unknown()):
            assert say_read(edition) == 404
    assert say_read(SimpleNamespace(language="ru", publication_uid=later.publication_uid)) == 404
    assert reads() == {}


def test_staff_are_answered_and_not_counted():
    edition, staff = make_edition(), Client()
    staff.force_login(make_editor())
    assert say_read(edition, client=staff) == 204
    assert reads() == {}


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_is_a_read(method):
    edition = make_edition()
    assert say_read(edition, method=method) == 405
    assert reads() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_reads_that_our_own_page_did_not_send_are_refused(headers):
    edition = make_edition()
    assert say_read(edition, headers=headers) == 403
    assert reads() == {}


def test_the_answer_is_empty_private_and_sets_no_cookie():
    edition = make_edition()
    response = Client().post(address_of(edition), headers={"origin": "http://testserver"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies


def test_only_the_day_of_a_read_is_stored():
    fields = {field.name for field in ReadingDay._meta.get_fields()}
    assert fields == {"id", "publication", "language", "day", "n"}


def test_reads_of_one_text_from_one_address_or_network_count_a_few_times_a_day():
    edition, other = make_edition(), make_edition()
    uid, other_uid = edition.publication_uid, other.publication_uid
    noon = (timezone.now() + datetime.timedelta(days=1)).replace(hour=12)
    with time_machine.travel(noon) as clock:
        for _time in range(3 * READS_PER_SUBSCRIBER):
            assert say_read(edition) == 204
        say_read(edition, network="192.0.2.2")
        say_read(other)
        assert reads() == {(uid, "en"): READS_PER_SUBSCRIBER + 1, (other_uid, "en"): 1}
        for number in range(3, 3 + 2 * READS_PER_NETWORK):
            say_read(edition, network=f"192.0.2.{number}")
        say_read(edition, network="203.0.113.1")
        assert reads()[uid, "en"] == READS_PER_NETWORK + 1
        clock.shift(datetime.timedelta(days=1))
        say_read(edition)
        assert reads()[uid, "en"] == READS_PER_NETWORK + 2
        assert len(flood._counts) == 2, "Yesterday's networks are forgotten."


def test_without_the_database_reads_are_accepted_and_kept():
    edition = make_edition()

    def away(execute, sql, params, many, context):
        raise OperationalError("The database is away.")

    with connection.execute_wrapper(away):
        assert say_read(edition) == 204
        assert say_read(unknown()) == 204
    assert reads() == {(edition.publication_uid, "en"): 1}
