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


def test_the_moment_in_the_timemap_leads_to_its_own_edition(client, editions):
    """Whole seconds are all that HTTP can say of a moment; editions go live between them."""
    assert all(edition.live_from.microsecond for edition in editions)
    timemap = client.get(f"{BASE}editions/timemap/").content.decode()
    for address, moment_told in re.findall(r'<([^>]*)>; rel="[a-z ]*memento"; datetime="([^"]*)"', timemap):
        response = client.get(f"{BASE}editions/timegate/", headers={"Accept-Datetime": moment_told})
        assert address == f"http://testserver{response['Location']}"
        assert client.get(address)["Memento-Datetime"] == moment_told


def test_every_page_of_a_text_whose_address_changed_names_the_same_addresses(client, editions):
    """The text has its newest address, and each edition the one that its text had then, by which it is cited."""
    republish(editions[0], -1, slug_en="moved")
    moved, kept = "/en/articles/moved/", {1: BASE, 2: BASE, 3: BASE, 4: "/en/articles/moved/"}
    timemap = client.get(f"{moved}editions/timemap/").content.decode()
    assert re.findall(r'<http://testserver([^>]*)>; rel="original"', timemap) == [moved]
    named = re.findall(r'<http://testserver([^>]*)>; rel="[a-z ]*memento"', timemap)
    assert named == [f"{path}editions/{number}/" for number, path in kept.items()]
    for number, path in enumerate(named, 1):
        links = links_of(client.get(path))
        assert links["original"] == links["latest-version"] == moved
        assert (links["timegate"], links["timemap"]) == (
            f"{moved}editions/timegate/",
            f"{moved}editions/timemap/",
        )
        assert links["cite-as"] == path
        neighbours = {"predecessor-version": number - 1, "successor-version": number + 1}
        for relation, other in neighbours.items():
            assert links.get(relation) == (f"{kept[other]}editions/{other}/" if other in kept else None)


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
