import pytest
from django.utils import timezone
from lxml import etree

from tests.factories import make_article, make_edition, make_page, make_topic, publish_now
from thinktank.publishing.editions.end import withdraw

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return etree.fromstring(response.content).xpath("//s:loc/text()", namespaces=NAMES)


def all_locations(client):
    files = locations(client, "/sitemap.xml")
    return [loc for file in files for loc in locations(client, file.removeprefix("http://testserver"))]


def test_names_every_live_edition_once_and_nothing_else(client):
    make_edition(slug_en="live", slug_ru="zhivaya")
    make_article(slug_en="draft")
    withdrawn = make_article(slug_en="withdrawn")
    publish_now(withdrawn, "en")
    withdraw(withdrawn, "en", public_note="Gone.", now=timezone.now())
    make_edition(make=make_page, slug_en="about")
    make_topic(slug_en="bees")
    found = all_locations(client)
    assert found.count("http://testserver/en/articles/live/") == 1
    assert found.count("http://testserver/en/about/") == 1
    assert found.count("http://testserver/en/topics/bees/") == 1
    assert not [loc for loc in found if "zhivaya" in loc or "draft" in loc or "withdrawn" in loc]
    assert len(found) == len(set(found))


def test_every_address_of_the_sitemap_answers(client):
    make_edition()
    assert {
        client.get(loc.removeprefix("http://testserver")).status_code for loc in all_locations(client)
    } == {200}


def test_robots_names_the_sitemap_and_keeps_out_of_the_desk(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_an_unknown_sitemap_is_not_found(client):
    assert client.get("/sitemap-99.xml").status_code == 404
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 404
