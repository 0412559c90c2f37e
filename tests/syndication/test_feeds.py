"""Feeds as an outside reader reads them."""

import datetime
import json
import uuid

import feedparser
import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.articles.test_audio import make_episode
from tests.factories import (
    make_article,
    make_audience,
    make_edition,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_project,
    make_region,
    make_topic,
    publish_now,
)
from tests.library.conftest import shelves as shelves
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, SeriesPart
from thinktank.publishing.publication_types import types_with_lists
from thinktank.publishing.revisions.save import save_revision
from thinktank.syndication.feeds.sources import corrections
from thinktank.syndication.portable import made_portable
from thinktank.taxonomy.models import Series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
DAY = datetime.timedelta(days=1)
CORRECTED_IN = ("/en/feed.atom", "/en/articles/feed.atom", "/en/topics/insects/feed.atom")


def feed_at(client, path):
    response = client.get(path)
    ending = path.partition("?")[0].rpartition(".")[2]
    assert (response.status_code, response["Content-Type"]) == (200, f"{TYPES[ending]}; charset=utf-8")
    if ending == "json":
        return json.loads(response.content)
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def titles(client, path):
    return [entry.title for entry in feed_at(client, path).entries]


def link(client, path, media_type):
    """The address that the head of a page names for this type."""
    page = html.fromstring(client.get(path).content)
    return page.xpath(f"//head/link[@rel='alternate'][@type='{media_type}']/@href")


def test_an_entry_has_the_whole_text_with_absolute_addresses_in_every_format(client):
    SiteSettings(name_en="Hive").save()
    other = make_edition(title_en="Wasps", slug_en="wasps")
    picture = make_image()
    author = make_expert(slug_en="anna", given_name_en="Anna", family_name_en="Orlova")
    article = make_article(
        title_en="Bees & <wasps>\x01", slug_en="bees", standfirst_en="In short.", cover=picture,
        body_en=f'<p>A <a href="publication:{other.publication_uid}">link</a> and '
        f'<a href="/en/about/">a path</a>.<span data-footnote="">A &amp; note</span></p>'
        f'<figure><img src="/library/{picture.uid}/"></figure>',
    )  # fmt: skip
    article.contributions.create(expert=author, name_en="Anna Orlova")
    article.topics.add(make_topic(name_en="Insects"))
    [edition] = publish_now(article, "en")

    for path in ("/en/articles/feed.atom", "/en/articles/feed.rss"):
        entry = feed_at(client, path).entries[0]
        assert entry.id == uuid.uuid5(article.uid, "en").urn
        assert entry.title == "Bees & <wasps>"
        assert (entry.link, entry.author) == ("http://testserver/en/articles/bees/", "Anna Orlova")
        assert [tag.term for tag in entry.tags] == ["News", "Insects"]
        assert "In short." in entry.summary
        text = html.fromstring(entry.content[0].value)
        assert "http://testserver/en/articles/wasps/" in text.xpath("//a/@href")
        assert {src[:25] for src in text.xpath("//img/@src")} == {"http://testserver/media/r"}
        assert len(text.xpath("//img")) == 2
        assert "A & note" in text.text_content()
        assert text.xpath("//@class | //@id | //@style | //script | //source") == []
    [item] = [item for item in feed_at(client, "/en/articles/feed.json")["items"] if "bees" in item["url"]]
    assert html.fromstring(item["content_html"]).text_content() == text.text_content()
    assert item["authors"] == [{"name": "Anna Orlova", "url": "http://testserver/en/experts/anna/"}]
    assert item["date_published"] == f"{edition.first_live_from:%Y-%m-%dT%H:%M:%SZ}"


def test_a_feed_names_itself_its_page_its_language_and_its_hub(client, settings):
    settings.WEBSUB_HUB = "https://hub.example.org/"
    SiteSettings(name_en="Hive", name_ru="Улей & Ко", tagline_ru="О пчёлах", rights_ru="Наши права").save()
    for path in ("/ru/feed.atom", "/ru/feed.rss"):
        feed = feed_at(client, path).feed
        hrefs = {each.rel: each.href for each in feed.links}
        assert (hrefs["self"], hrefs["hub"]) == (f"http://testserver{path}", "https://hub.example.org/")
        assert (feed.link, feed.language) == ("http://testserver/ru/", "ru")
        assert html.fromstring(feed.title).text_content() == "Улей & Ко"
        assert feed.rights == "Наши права"
    read = feed_at(client, "/ru/feed.json")
    assert (read["version"], read["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        "http://testserver/ru/feed.json",
    )
    assert read["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
    assert read["items"] == []


def test_every_kind_and_subject_has_a_feed_of_its_own_which_its_page_names(client):
    subjects = {
        "topics": make_topic(slug_en="x"), "regions": make_region(slug_en="x"), "projects": make_project(slug_en="x"),
        "for": make_audience(slug_en="x"),
    }  # fmt: skip
    article = make_article(title_en="Sorted")
    for name, subject in zip(("topics", "regions", "projects", "audiences"), subjects.values(), strict=True):
        getattr(article, name).add(subject)
    article.contributions.create(expert=make_expert(slug_en="x"), name_en="Anna Orlova")
    article.institutions.create(organization=make_organization(slug_en="x"), name_en="Institute")
    series = Series.objects.create(name_en="Lines", slug_en="x", is_public=True)
    SeriesPart.objects.create(series=series, publication=article)
    publish_now(article, "en")
    make_edition(title_en="Other", kind="analysis")
    make_edition(title_en="Event", make=make_event)
    SharedValue.forget_all()

    for prefix in (*subjects, "experts", "organizations", "series"):
        [address] = link(client, f"/en/{prefix}/x/", TYPES["atom"])
        assert address == f"/en/{prefix}/x/feed.atom"
        assert titles(client, address) == ["Sorted"], prefix
    assert link(client, "/en/articles/?kind=analysis", TYPES["json"]) == [
        "/en/articles/feed.json?kind=analysis"
    ]
    assert titles(client, "/en/articles/feed.atom?kind=analysis") == ["Other"]
    assert titles(client, "/en/articles/feed.rss") == ["Other", "Sorted"]
    assert titles(client, link(client, "/en/", TYPES["rss"])[0]) == ["Event", "Other", "Sorted"]
    assert client.get("/en/articles/feed.atom?kind=lies").status_code == 404
    assert link(client, "/en/topics/x/", "text/calendar") == ["/en/topics/x/events.ics"]


def test_feeds_have_what_is_live_in_their_language_and_nothing_else(client):
    publish_now(make_article(title_en="Live", title_ru="Живой"), "en", "ru")
    publish_now(make_article(title_en="English only"), "en")
    save_revision(make_article(title_en="Draft"), by=None)
    for title, end in (("Withdrawn", withdraw), ("Expired", expire)):
        article = make_article(title_en=title, slug_en=title.lower())
        publish_now(article, "en")
        publish_now(article, "en", correction="It was wrong.")
        moment = timezone.now()
        end(article, "en", now=moment, **({"public_note": "Gone."} if end is withdraw else {"at": moment}))
    coming = make_article(title_en="Scheduled")
    save_revision(coming, by=None)
    publish(coming, ["en"], by=None, at=timezone.now() + DAY)

    for path in ("/en/feed.atom", "/en/articles/feed.atom"):
        assert titles(client, path) == ["English only", "Live"]
        assert titles(client, path.replace("/en/", "/ru/")) == ["Живой"]
    assert client.get("/en/articles/withdrawn/editions/feed.atom").status_code == 410
    assert client.get("/en/articles/expired/editions/feed.atom").status_code == 404
    with time_machine.travel(timezone.now() + DAY + datetime.timedelta(seconds=1)):
        SharedValue.forget_all()
        assert titles(client, "/en/feed.atom") == ["Scheduled", "English only", "Live"]


def test_a_correction_is_an_entry_of_its_own_and_dates_are_those_of_editions(client):
    article = make_article(title_en="Bees", slug_en="bees")
    topic = make_topic(slug_en="insects")
    article.topics.add(topic)
    [first] = publish_now(article, "en")
    with time_machine.travel(timezone.now() + DAY):
        [corrected] = publish_now(article, "en", correction="A queen lays 2,000 eggs, not 200.")
    with time_machine.travel(timezone.now() + 2 * DAY):
        publish_now(article, "en", is_minor=True)
        read = {path: feed_at(client, path).entries for path in CORRECTED_IN}
    for correction, text in read.values():
        assert correction.title == "Correction: Bees"
        assert correction.summary == corrected.correction
        assert (correction.id, correction.link) == (corrected.uid.urn, "http://testserver/en/articles/bees/")
        assert text.title == "Bees"
        assert text.published == f"{first.live_from:%Y-%m-%dT%H:%M:%SZ}"
        assert text.updated == f"{corrected.live_from:%Y-%m-%dT%H:%M:%SZ}"  # a trifle is no update


def test_one_text_can_be_followed(client):
    article = make_article(title_en="Bees", slug_en="bees")
    publish_now(article, "en")
    publish_now(article, "en", note="New figures.")
    publish_now(article, "en", correction="It was a wasp.")
    [address] = link(client, "/en/articles/bees/", TYPES["atom"])
    assert address == "/en/articles/bees/editions/feed.atom"
    entries = feed_at(client, address).entries
    assert [entry.title for entry in entries] == ["Correction: Bees", "Edition 1.1: Bees", "Edition 1: Bees"]
    assert [entry.summary for entry in entries] == ["It was a wasp.", "New figures.", "The first edition"]
    page = "http://testserver/en/articles/bees/"
    assert [entry.link for entry in entries] == [page, f"{page}editions/2/", f"{page}editions/1/"]
    assert f"{page}editions/2-3/" in entries[0].content[0].value
    assert len({entry.id for entry in entries}) == 3
    assert client.get("/ru/articles/bees/editions/feed.atom").status_code == 404
    assert link(client, "/ru/articles/bees/", TYPES["atom"]) == []  # it shows the English text


def test_an_episode_brings_its_recording(client):
    publish_now(make_episode(slug_en="bees"), "en")
    for path in ("/en/feed.atom", "/en/feed.rss"):
        [enclosure] = feed_at(client, path).entries[0].enclosures
        assert enclosure.href == "http://testserver/en/articles/bees/recording.mp3"
        assert enclosure.type == "audio/mpeg"
    [attachment] = feed_at(client, "/en/feed.json")["items"][0]["attachments"]
    assert attachment["duration_in_seconds"] == 4


def test_many_coming_events_do_not_crowd_out_articles(client):
    for _number in range(31):
        make_edition(make=make_event)
    make_edition(title_en="Article")
    assert titles(client, "/en/feed.atom")[0] == "Article"
    assert len(titles(client, "/en/feed.atom")) == 30


def test_an_unchanged_feed_is_not_sent_again(client, page_cache):
    article = make_article(slug_en="bees")
    publish_now(article, "en")
    for path in ("/en/feed.atom", "/en/articles/feed.rss", "/en/articles/bees/editions/feed.json"):
        known = client.get(path)["ETag"]
        page_cache.clear()
        assert client.get(path, headers={"If-None-Match": known}).status_code == 304
        publish_now(article, "en", correction=f"Wrong in {path}.")
        assert client.get(path, headers={"If-None-Match": known}).status_code == 200


def test_no_feed_leads_to_what_was_withdrawn(client, page_cache):
    """At once, also from texts of another type than that of the withdrawn one."""
    event = make_event(slug_en="swarm")
    publish_now(event, "en")
    article = make_article(body_en=f'<p><a href="publication:{event.uid}">See the swarm</a>.</p>')
    article.topics.add(make_topic(slug_en="insects"))
    series = Series.objects.create(name_en="Bees", slug_en="bees", slug_ru="bees", is_public=True)
    SeriesPart.objects.create(series=series, publication_id=article.pk)
    publish_now(article, "en")
    paths = [f"/en/{place}feed.atom" for place in ("", "articles/", "topics/insects/", "series/bees/")]
    for is_linked in (True, False):
        for path in paths:
            text = feed_at(client, path).entries[0].content[0].value
            assert ("/en/events/swarm/" in text, "See the swarm" in text) == (is_linked, True), path
        if is_linked:
            withdraw(event, "en", public_note="Gone.", now=timezone.now())


@pytest.mark.parametrize("path", ["/en/feed.atom", "/en/articles/feed.atom", "/en/topics/x/feed.atom"])
def test_costs_the_same_for_one_text_and_for_many(client, frozen_cache_state, path):
    def queries():
        caches["pages"].clear()
        SharedValue.forget_all()
        with CaptureQueriesContext(connection) as captured:
            feed_at(client, path)
        return len(captured)

    def add():
        article = make_article(body_en=f'<p><a href="publication:{linked.publication_uid}">link</a></p>')
        article.topics.add(topic)
        publish_now(article, "en")
        publish_now(article, "en", correction="Wrong.")

    linked, topic = make_edition(), make_topic(slug_en="x")
    add()
    feed_at(client, path)
    one = queries()
    for _number in range(3):
        add()
    assert queries() == one
    assert one <= 8


def test_corrections_are_found_by_their_index():
    assert "edition_corrections" in corrections("en", timezone.now())[:20].explain()
    assert Edition.objects.filter(correction__filled=False).count() == 0


def test_what_only_the_site_can_use_is_left_out_and_what_holds_words_together_stays():
    written = made_portable(
        '<div class="x"><p id="p1" onclick="x()">10\xa0km &amp; &lt;b&gt;<br>\n  <a href="#n">1</a></p>'
        '<picture><source srcset="/a.avif"><img src="/a.jpeg" alt="&quot;A&quot;" loading="lazy"></picture>'
        "<dialog>Close</dialog></div>",
        "https://example.org/en/x/",
    )
    assert written == (
        "<p>10\xa0km &amp; &lt;b&gt;<br> "
        '<a href="https://example.org/en/x/#n">1</a></p>'
        '<img src="https://example.org/a.jpeg" alt="&quot;A&quot;">'
    )


def test_every_type_with_a_list_has_a_feed_also_when_it_is_empty(client):
    for each in types_with_lists():
        path = f"{each.list_path('ru')}feed.atom"
        assert feed_at(client, path).entries == []
        with time_machine.travel(timezone.now() + DAY):
            later = client.get(path).content
        assert client.get(path).content == later  # an empty feed is dated by no clock
