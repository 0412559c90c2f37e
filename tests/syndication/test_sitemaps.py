import pytest
from django.utils import timezone
from lxml import etree

from tests.factories import (
    make_article,
    make_audience,
    make_edition,
    make_page,
    make_project,
    make_region,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.publication_types import types_with_lists
from thinktank.taxonomy.models import Series

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


def test_names_the_list_of_every_type_of_publication_in_every_language(client):
    found = all_locations(client)
    for each in types_with_lists():
        for language in ("en", "ru"):
            assert f"http://testserver{each.list_path(language)}" in found


def test_names_a_list_of_regions_projects_series_or_readers_only_where_it_lists_something(client):
    prefixes = ("regions", "projects", "series", "for")
    lists = {f"http://testserver/en/{prefix}/" for prefix in prefixes}
    make_region(is_public=False)
    assert lists & set(all_locations(client)) == set()
    make_region(name_ru="", slug_ru=""), make_project(), make_audience()
    Series.objects.create(name_en="Lines", name_ru="Линии")
    SharedValue.forget_all()
    found = all_locations(client)
    assert lists <= set(found)
    assert "http://testserver/ru/projects/" in found
    assert "http://testserver/ru/regions/" not in found
    assert len(found) == len(set(found))


def test_robots_names_the_sitemap_and_keeps_out_of_the_desk(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_an_unknown_sitemap_is_not_found(client):
    assert client.get("/sitemap-99.xml").status_code == 404
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 404
