import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree, html

from tests.factories import (
    make_article,
    make_audience,
    make_edition,
    make_image,
    make_page,
    make_project,
    make_region,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.pages.robots import valid_rules, valid_usage
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import types_with_lists
from thinktank.syndication import sitemaps
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
SITE = "http://testserver"


def read(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return etree.fromstring(response.content)


def locations(client, path):
    return read(client, path).xpath("//s:loc/text()", namespaces=NAMES)


def all_entries(client):
    files = locations(client, "/sitemap.xml")
    return [url for file in files for url in read(client, file.removeprefix(SITE)).findall("s:url", NAMES)]


def all_locations(client):
    return [url.findtext("s:loc", namespaces=NAMES) for url in all_entries(client)]


def test_names_every_live_edition_once_and_nothing_else(client):
    make_edition(slug_en="live", slug_ru="zhivaya")
    make_article(slug_en="draft")
    withdrawn = make_article(slug_en="withdrawn")
    publish_now(withdrawn, "en")
    withdraw(withdrawn, "en", public_note="Gone.", now=timezone.now())
    make_edition(make=make_page, slug_en="about")
    make_topic(slug_en="bees")
    found = all_locations(client)
    assert found.count(f"{SITE}/en/articles/live/") == 1
    assert found.count(f"{SITE}/en/about/") == 1
    assert found.count(f"{SITE}/en/topics/bees/") == 1
    assert not [loc for loc in found if "zhivaya" in loc or "draft" in loc or "withdrawn" in loc]
    assert len(found) == len(set(found))


def test_every_address_of_the_sitemap_answers_and_names_the_same_languages(client):
    publish_now(make_article(), "en", "ru")
    make_edition()
    make_topic(), make_topic(name_ru="", slug_ru="")
    for entry in all_entries(client):
        address = entry.findtext("s:loc", namespaces=NAMES)
        response = client.get(address.removeprefix(SITE))
        assert response.status_code == 200
        on_page = html.fromstring(response.content).xpath("//link[@rel='alternate'][@hreflang]")
        told = [(link.get("hreflang"), link.get("href")) for link in entry.findall("x:link", NAMES)]
        assert told == ([(link.get("hreflang"), link.get("href")) for link in on_page] if told else [])
        assert bool(told) == (len({link.get("href") for link in on_page}) > 1), address


def test_an_entry_says_when_it_changed_and_names_its_picture(client):
    edition = make_edition(cover=make_image())
    [entry] = [
        url for url in all_entries(client) if "/articles/" in url[0].text and url[0].text.count("/") > 5
    ]
    changed = datetime.datetime.fromisoformat(entry.findtext("s:lastmod", namespaces=NAMES))
    assert changed == edition.live_from.replace(microsecond=0)
    [picture] = entry.xpath("i:image/i:loc/text()", namespaces=NAMES)
    assert picture.startswith(f"{SITE}/media/r/")
    shown = client.get(picture.removeprefix(SITE))
    shown.close()
    assert shown.status_code == 200


def test_a_publication_stays_in_its_file(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PUBLICATIONS_PER_FILE", 2)
    editions = [make_edition() for _number in range(5)]
    for edition in editions:
        file = f"/sitemap-article-{edition.publication_id // 2}.xml"
        assert SITE + file in locations(client, "/sitemap.xml")
        assert SITE + edition.get_absolute_url() in locations(client, file)
        assert len(locations(client, file)) <= 2


def test_files_cost_the_same_for_one_edition_and_for_many(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            all_locations(client)
        return len(captured)

    make_edition()
    all_locations(client)
    one = queries()
    for _number in range(3):
        publish_now(make_article(), "en", "ru")
    assert queries() == one


def test_the_index_is_read_from_an_index_of_the_database():
    rows = Edition.objects.live(timezone.now()).order_by().values("prefix", "publication_id")
    assert "COVERING INDEX" in rows.explain()


def test_names_the_list_of_every_type_of_publication_in_every_language(client):
    found = all_locations(client)
    for each in types_with_lists():
        for language in ("en", "ru"):
            assert f"{SITE}{each.list_path(language)}" in found


def test_names_a_list_of_regions_projects_series_or_readers_only_where_it_lists_something(client):
    prefixes = ("regions", "projects", "series", "for")
    lists = {f"{SITE}/en/{prefix}/" for prefix in prefixes}
    make_region(is_public=False)
    assert lists & set(all_locations(client)) == set()
    make_region(name_ru="", slug_ru=""), make_project(), make_audience()
    Series.objects.create(name_en="Lines", name_ru="Линии")
    SharedValue.forget_all()
    found = all_locations(client)
    assert lists <= set(found)
    assert f"{SITE}/ru/projects/" in found
    assert f"{SITE}/ru/regions/" not in found
    assert len(found) == len(set(found))


def test_news_of_two_days_have_a_file_of_their_own(client):
    SiteSettings(name_en="Hive & Co").save()
    news = make_edition(title_en="Bees & wasps")
    make_edition(kind="analysis")
    make_edition(dated=timezone.localdate() - datetime.timedelta(days=90))  # entered today, but old
    found = read(client, "/sitemap-news.xml")
    assert found.xpath("//s:loc/text()", namespaces=NAMES) == [SITE + news.get_absolute_url()]
    assert found.xpath("//n:title/text() | //n:name/text() | //n:language/text()", namespaces=NAMES) == [
        "Hive & Co",
        "en",
        "Bees & wasps",
    ]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2, seconds=1)):
        assert locations(client, "/sitemap-news.xml") == []


def test_an_unknown_sitemap_is_not_found(client):
    for name in ("article-99", "article-99999999999999999999", "lies-0", "99"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_names_the_sitemaps_and_keeps_out_of_the_desk(client):
    assert client.get("/robots.txt").content.decode() == (
        f"User-agent: *\nDisallow: /admin/\nDisallow: /shared/\n\nSitemap: {SITE}/sitemap.xml\nSitemap: {SITE}/sitemap-news.xml\n"
    )


def test_editors_say_what_crawlers_and_ai_may_do(client, page_cache):
    row = SiteSettings(name_en="Hive", name_ru="Улей")
    row.save()
    assert "Content-Usage" not in client.get("/en/topics/").headers
    row.content_usage, row.robots_rules = "search=y, train-ai=n", "User-agent: GPTBot\nDisallow: /"
    row.full_clean()
    row.save()
    assert (
        client.get("/robots.txt")
        .content.decode()
        .startswith(
            "User-agent: *\nContent-Usage: search=y, train-ai=n\nDisallow: /admin/\nDisallow: /shared/\n\n"
            "User-agent: GPTBot\nDisallow: /\n\nSitemap: "
        )
    )
    for path in ("/en/topics/", "/robots.txt", "/en/feed.atom"):
        for _rendered_then_cached in range(2):
            assert client.get(path)["Content-Usage"] == "search=y, train-ai=n"
    assert "Content-Usage" not in client.get("/admin/login/").headers


@pytest.mark.parametrize(
    "rules, sentence",
    [
        ("User-agent: *\nPlease stay away", "“Please stay away” is no rule of robots.txt."),
        ("Disallow: /", "Say first whom the rule is for"),
        ("User-agent: GPT Bot", "names no crawler"),
        ("User-agent: *\nDisallow: admin", "the path must begin with a slash"),
        ("User-agent: *\nSitemap: https://example.org/x.xml", "is no rule"),
    ],
)
def test_a_line_that_crawlers_would_not_understand_is_refused(rules, sentence):
    with pytest.raises(ValidationError, match=sentence):
        valid_rules(rules)


def test_rules_that_crawlers_understand_are_taken():
    valid_rules(
        "# Ours\nUser-agent: GPTBot # of OpenAI\nUser-Agent: CCBot\nDisallow: /\n\nUser-agent: *\nAllow: /*.pdf$"
    )
    valid_rules("User-agent: Yandex\nClean-param: utm_source /\nDisallow:")
    valid_usage("train-ai=n"), valid_usage("search=y,train-ai=n")
    for wrong in ("no", "train-ai=maybe", "train-ai=n;", "train-ai: n"):
        with pytest.raises(ValidationError):
            valid_usage(wrong)
