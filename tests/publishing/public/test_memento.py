"""RFC 7089 and 5829: programs find every version of a text by its moment."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import make_edition
from tests.publishing.public.test_past import moment, republish, taken_over
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.public.version_links import http_date

pytestmark = pytest.mark.django_db
BASE = "/en/articles/text/"


@pytest.fixture
def editions():
    first = taken_over(-100, title_en="First", slug_en="text")
    return [first, *(republish(first, n, title_en=f"Of {n}") for n in (-50, -10))]


def links_of(response):
    """{relation: path}"""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', response["Link"])
    return {
        relation: re.sub(r"^https?://[^/]*", "", address)
        for address, relations in found
        for relation in relations.split()
    }


def test_a_text_names_its_timegate_its_timemap_and_its_history(client, editions):
    response = client.get(BASE)
    assert (
        links_of(response).items()
        >= {
            "timegate": f"{BASE}editions/timegate/",
            "timemap": f"{BASE}editions/timemap/",
            "version-history": f"{BASE}editions/",
        }.items()
    )
    assert "Memento-Datetime" not in response.headers


def test_an_edition_says_when_it_went_live_and_names_its_neighbours(client, editions):
    response = client.get(f"{BASE}editions/2/")
    assert response["Memento-Datetime"] == http_date(editions[1].live_from)
    links = links_of(response)
    assert links["original"] == links["latest-version"] == BASE
    assert links["predecessor-version"] == f"{BASE}editions/1/"
    assert links["successor-version"] == f"{BASE}editions/3/"
    assert "predecessor-version" not in links_of(client.get(f"{BASE}editions/1/"))


@pytest.mark.parametrize(("days", "number"), [(-300, 1), (-70, 1), (-30, 2), (-1, 3), (5, 3)])
def test_the_timegate_leads_to_the_edition_of_the_moment(client, editions, days, number):
    response = client.get(f"{BASE}editions/timegate/", headers={"Accept-Datetime": http_date(moment(days))})
    assert (response.status_code, response["Location"]) == (302, f"{BASE}editions/{number}/")
    assert response["Vary"] == "Accept-Datetime"
    assert "no-store" in response["Cache-Control"]
    assert links_of(response)["original"] == BASE


def test_the_timegate_without_a_moment_leads_to_the_newest_and_refuses_nonsense(client, editions):
    assert client.get(f"{BASE}editions/timegate/")["Location"] == f"{BASE}editions/3/"
    for nonsense in ("soon", "Thu, 99 Foo 2019", "2019", "\x00"):
        answer = client.get(f"{BASE}editions/timegate/", headers={"Accept-Datetime": nonsense})
        assert answer.status_code == 400, nonsense


def test_the_timemap_lists_every_edition_with_its_moment(client, editions):
    response = client.get(f"{BASE}editions/timemap/")
    assert response["Content-Type"] == "application/link-format; charset=utf-8"
    found = re.findall(r'editions/(\d)/>; rel="([a-z ]*)"; datetime="([^"]*)"', response.content.decode())
    moments = [http_date(edition.live_from) for edition in editions]
    relations = ["first memento", "memento", "last memento"]
    assert found == [(str(n), relations[n - 1], moments[n - 1]) for n in (1, 2, 3)]


def test_what_was_withdrawn_has_no_mementos(client, editions):
    withdraw(editions[0].publication, "en", public_note="Why.", now=timezone.now())
    for path in ("editions/timegate/", "editions/timemap/", "editions/1/"):
        response = client.get(BASE + path)
        assert response.status_code == 410
        assert "Memento-Datetime" not in response.headers
    assert client.get("/en/articles/never/editions/timemap/").status_code == 404


def test_an_edition_that_is_yet_to_come_is_in_no_map(client):
    edition = make_edition(title_en="Text", slug_en="text")
    republish_later = timezone.now() + datetime.timedelta(days=1)
    from thinktank.publishing.editions.publish import publish
    from thinktank.publishing.models import Publication
    from thinktank.publishing.revisions.save import save_revision

    article = Publication.objects.get(pk=edition.publication_id).article
    article.title_en = "CANARY"
    article.save()
    save_revision(article, by=None)
    publish(article, ["en"], by=None, at=republish_later)
    assert "editions/2/" not in client.get(f"{BASE}editions/timemap/").content.decode()
    late = http_date(moment(300))
    response = client.get(f"{BASE}editions/timegate/", headers={"Accept-Datetime": late})
    assert response["Location"] == f"{BASE}editions/1/"
