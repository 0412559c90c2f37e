import datetime
import io
from email.utils import parsedate_to_datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from PIL import Image

from tests.articles.test_audio import ENGLISH, make_episode, take
from tests.factories import make_article, make_image, publish_now
from tests.library import sounds
from tests.library.conftest import shelves as shelves
from thinktank.delivery import cache_tags
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.revisions.save import save_revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]
NAMES = {"itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "atom": "http://www.w3.org/2005/Atom"}


def feed_of(client, language="en"):
    response = client.get(f"/{language}/podcast.rss")
    assert (response.status_code, response["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    return etree.fromstring(response.content)


def test_an_item_has_title_address_duration_and_size(client):
    episode = make_episode(title_en="Bees & <wasps>\x01 “of the north”", dated=datetime.date(2025, 6, 17))
    publish_now(episode, "en")
    (item,) = feed_of(client).xpath("//item")

    assert item.findtext("title") == "Bees & <wasps> “of the north”"
    assert item.findtext("link") == "http://testserver/en/articles/bees/"
    assert item.findtext("guid") == str(episode.uid)
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("pubDate").startswith("Tue, 17 Jun 2025 ")
    assert dict(item.find("enclosure").attrib) == {
        "url": "http://testserver/en/articles/bees/recording.mp3",
        "length": str(len(ENGLISH)),
        "type": "audio/mpeg",
    }
    assert item.findtext("itunes:duration", namespaces=NAMES) == "0:04"


def test_the_channel_speaks_its_language_and_names_itself(client):
    SiteSettings(name_en="Hive", name_ru="Улей & Ко", tagline_ru="О пчёлах").save()
    channel = feed_of(client, "ru").find("channel")

    assert channel.findtext("title") == "Улей & Ко: подкаст"
    assert channel.findtext("description") == "О\xa0пчёлах"
    assert channel.findtext("language") == "ru"
    assert channel.find("atom:link", NAMES).get("href") == "http://testserver/ru/podcast.rss"


def test_the_cover_is_square_large_and_in_each_language_and_follows_the_name(client):
    row = SiteSettings.objects.create(name_en="Hive", name_ru="Улей")
    drawn = {}
    for name in ("Hive", "Beehive"):
        row.name_en = name
        row.save()
        cache_tags.forget_state()
        for language in ("en", "ru"):
            address = feed_of(client, language).find("channel/itunes:image", NAMES).get("href")
            assert address == f"http://testserver/{language}/podcast-cover.png"
            drawn[name, language] = client.get(f"/{language}/podcast-cover.png").content
    for data in drawn.values():
        assert Image.open(io.BytesIO(data)).size == (1400, 1400)
    assert drawn["Hive", "en"] not in (drawn["Beehive", "en"], drawn["Hive", "ru"])


def test_a_logo_is_the_cover_when_it_is_square_and_large(client):
    SiteSettings(name_en="Hive", logo=make_image(width=1600, height=1600)).save()
    image = feed_of(client).find("channel/itunes:image", NAMES)
    assert image.get("href").startswith("http://testserver/media/r/")
    assert image.get("href").endswith("/1600.jpeg")


def test_holds_live_episodes_of_its_language_and_nothing_else(client):
    live = make_episode(dated=datetime.date(2025, 1, 1))
    publish_now(live, "en")
    newer = make_episode(slug_en="newer", slug_ru="novee", dated=datetime.date(2025, 2, 1))
    publish_now(newer, "en", "ru")
    publish_now(make_article(recording_en=take(ENGLISH)), "en")  # news with a recording is no episode
    save_revision(make_episode(slug_en="draft", slug_ru="chernovik"), by=None)
    coming = make_episode(slug_en="coming", slug_ru="budet")
    save_revision(coming, by=None)
    publish(coming, ["en"], by=None, at=timezone.now() + datetime.timedelta(days=1))
    gone = make_episode(slug_en="gone", slug_ru="net")
    publish_now(gone, "en")
    withdraw(gone, "en", public_note="Gone.", now=timezone.now())

    assert feed_of(client).xpath("//guid/text()") == [str(newer.uid), str(live.uid)]
    assert feed_of(client, "ru").xpath("//guid/text()") == [str(newer.uid)]


def test_costs_the_same_for_one_episode_and_for_many(client, frozen_cache_state):

    def queries():
        caches["pages"].clear()
        SharedValue.forget_all()
        with CaptureQueriesContext(connection) as captured:
            feed_of(client)
        return len(captured)

    publish_now(make_episode(), "en")
    feed_of(client)
    one = queries()
    for number in range(5):
        recording = take(sounds.mp3(50 + number))
        publish_now(make_episode(slug_en=f"e{number}", slug_ru=f"v{number}", recording_en=recording), "en")
    assert queries() == one
    assert one <= 6


def test_an_episode_that_is_dated_ahead_has_the_moment_it_was_published(client):
    publish_now(make_episode(dated=timezone.localdate() + datetime.timedelta(days=9)), "en")
    [told] = feed_of(client).xpath("//item/pubDate/text()")
    assert parsedate_to_datetime(told) <= timezone.now()


def test_episodes_of_one_day_keep_their_order_and_different_moments_after_corrections(client):
    day = datetime.datetime(2026, 3, 5, 9, tzinfo=datetime.UTC)
    episodes = [
        make_episode(title_en=title, slug_en=title.lower(), dated=day.date())
        for title in ("One", "Two", "Three")
    ]
    for hour, episode in enumerate(episodes):
        at = day + datetime.timedelta(hours=hour // 2)
        publish_now(episode, "en", now=at, at=at, taken_over=True)
    dates = feed_of(client).xpath("//item/pubDate/text()")
    assert dates == [
        "Thu, 05 Mar 2026 13:00:00 +0300",
        "Thu, 05 Mar 2026 12:00:00 +0300",
        "Thu, 05 Mar 2026 11:59:59 +0300",
    ]
    publish_now(episodes[0], "en")
    assert feed_of(client).xpath("//item/title/text()") == ["Three", "Two", "One"]
    assert feed_of(client).xpath("//item/pubDate/text()") == dates
