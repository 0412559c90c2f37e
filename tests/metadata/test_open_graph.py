"""Shared links: one place writes the tags of every page, of an edition from its description."""

import dataclasses
import datetime
import re

import pytest
from lxml import html

from tests.factories import make_event, make_topic, publish_article, publish_now
from tests.live_site import ROOT
from tests.metadata.describing import described
from thinktank.metadata.open_graph import of_edition

IMAGE = {"url": "https://example.org/i/", "width": 12, "height": 6, "media_type": "image/png", "alt": ""}


@pytest.mark.once
def test_an_edition_is_told_as_it_is_described():
    modified = datetime.datetime(2024, 3, 7, 12, tzinfo=datetime.UTC)
    of = described(abstract="A sentence.", modified=modified, live_in=("ru",), share_image=IMAGE)
    assert of_edition(of) == [
        ("og:type", "article"),
        ("og:title", of.title),
        ("og:description", "A sentence."),
        ("og:url", of.canonical),
        ("og:site_name", of.publisher.name),
        ("article:published_time", "2024-03-05"),
        ("article:modified_time", "2024-03-07T15:00:00+03:00"),
        ("og:locale", "en_GB"),
        ("og:locale:alternate", "ru_RU"),
        ("og:image", IMAGE["url"]),
        ("og:image:width", "12"),
        ("og:image:height", "6"),
        ("og:image:alt", f"{of.title} — {of.publisher.name}"),
        ("twitter:image:alt", f"{of.title} — {of.publisher.name}"),
        ("og:image:type", "image/png"),
        ("twitter:card", "summary_large_image"),
    ]


@pytest.mark.once
def test_what_is_not_known_has_no_tag():
    of = dataclasses.replace(described(), dated=None)
    names = [name for name, _content in of_edition(of)]
    assert names == ["og:type", "og:title", "og:url", "og:site_name", "og:locale", "twitter:card"]


@pytest.mark.once
def test_no_template_writes_a_tag_itself():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    assert [found[0] for text in texts if (found := re.search(r'"(?:og|twitter|article):\w+', text))] == []


def tags(client, path):
    page = html.fromstring(client.get(path).content)
    found = page.xpath("//meta[starts-with(@property, 'og:')] | //meta[starts-with(@name, 'twitter:')]")
    return [(each.get("property") or each.get("name"), each.get("content")) for each in found]


@pytest.mark.django_db
def test_every_page_has_each_tag_once_and_a_cancelled_event_says_so(client):
    publish_article(["en", "ru"], slug_en="bees", slug_ru="pchyoly")
    publish_now(
        make_event(slug_en="talk", title_en="A talk", standfirst_en="On “bees”.", status="cancelled"), "en"
    )
    make_topic()
    for path in ("/en/", "/en/topics/", "/ru/articles/pchyoly/", "/en/events/talk/"):
        names = [name for name, _content in tags(client, path)]
        assert len(names) == len(set(names)) >= 6, path
    told = dict(tags(client, "/en/events/talk/"))
    assert (told["og:title"], told["og:description"]) == ("Cancelled: A talk", "Cancelled. On “bees”.")
    assert dict(tags(client, "/ru/articles/pchyoly/"))["og:locale:alternate"] == "en_GB"
