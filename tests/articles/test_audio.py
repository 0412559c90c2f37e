"""Episodes: the player on the page, the file behind it, and who may have it."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_editor, publish_now
from tests.library import sounds, uploads
from tests.library.conftest import shelves as shelves
from thinktank.library.intake import take_recording
from thinktank.publishing.editions.compile import Compiled, compile_edition
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Reference
from thinktank.publishing.revisions.save import save_revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]

ENGLISH, RUSSIAN, LATER = sounds.mp3(100), sounds.m4a(seconds=2300), sounds.mp3(200)


def take(content):
    return take_recording(uploads.upload(content, "x.mp3"))


def make_episode(**fields):
    usual = {"title_en": "Bees", "slug_en": "bees", "slug_ru": "pchyoly"}
    files = {"recording_en": take(ENGLISH), "recording_ru": take(RUSSIAN)}
    return make_article(kind="audio", **usual | files | fields)


@pytest.fixture
def episode():
    episode = make_episode()
    publish_now(episode, "en", "ru")
    return episode


def page_of(client, path):
    return html.fromstring(client.get(path).content)


def bytes_of(response):
    assert response.status_code in (200, 206), response.status_code
    content = b"".join(response.streaming_content)
    return content


def test_each_language_has_its_own_player_file_and_length(client, episode):
    english, russian = page_of(client, "/en/articles/bees/"), page_of(client, "/ru/articles/pchyoly/")

    assert english.xpath("//audio/@src") == ["/en/articles/bees/recording.mp3"]
    assert russian.xpath("//audio/@src") == ["/ru/articles/pchyoly/recording.m4a"]
    assert english.xpath("//audio[@controls][@preload='none']/@aria-label") == ["Bees"]
    assert "MP3, 4 seconds" in english.xpath("string(//*[@class='recording-facts'])")
    assert "M4A, 38 минут" in russian.xpath("string(//*[@class='recording-facts'])")
    assert russian.xpath("string(//h2[@id='transcript'])") == "Расшифровка"
    assert english.xpath("//a[@download]/@href") == english.xpath("//audio/@src")
    assert "/en/podcast.rss" in english.xpath("//link[@type='application/rss+xml']/@href")
    assert bytes_of(client.get("/en/articles/bees/recording.mp3")) == ENGLISH
    assert bytes_of(client.get("/ru/articles/pchyoly/recording.m4a")) == RUSSIAN


def test_the_policy_lets_the_sites_own_sound_play_and_no_other(client, episode):
    policy = client.get("/en/articles/bees/")["Content-Security-Policy"]
    assert [rule for rule in policy.split("; ") if rule.startswith("media-src")] == ["media-src 'self'"]


def test_a_part_of_the_recording_may_be_kept_by_everybody(client, episode):
    response = client.get(
        "/en/articles/bees/recording.mp3", headers={"range": "bytes=100-199", "cookie": "sessionid=x"}
    )

    assert (response.status_code, response["Content-Range"]) == (206, f"bytes 100-199/{len(ENGLISH)}")
    assert response["Cache-Control"].startswith("public, max-age=60")
    assert not response.has_header("Vary")
    assert bytes_of(response) == ENGLISH[100:200]
    too_far = client.get("/en/articles/bees/recording.mp3", headers={"range": "bytes=99999-"})
    assert (too_far.status_code, too_far["Content-Range"]) == (416, f"bytes */{len(ENGLISH)}")


def test_an_old_edition_keeps_its_recording(client, episode):
    episode.recording_en = take(LATER)
    episode.save()
    publish_now(episode, "en")

    old = page_of(client, "/en/articles/bees/editions/1/")
    assert old.xpath("//audio/@src") == ["/en/articles/bees/editions/1/recording.mp3"]
    assert bytes_of(client.get("/en/articles/bees/editions/1/recording.mp3")) == ENGLISH
    assert bytes_of(client.get("/en/articles/bees/recording.mp3")) == LATER


def test_a_recording_is_not_to_be_had_before_its_time_or_after_its_withdrawal(client):
    episode = make_episode()
    save_revision(episode, by=None)
    paths = [f"/en/articles/bees/{place}recording.mp3" for place in ("", "editions/1/")]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    publish(episode, ["en"], by=None, at=timezone.now() + datetime.timedelta(days=1))
    assert [client.get(path).status_code for path in paths] == [404, 404]
    publish_now(episode, "en")
    assert client.get("/en/articles/bees/recording.m4a").status_code == 404
    assert client.get("/ru/articles/pchyoly/recording.m4a").status_code == 404
    bytes_of(client.get(paths[0]))
    withdraw(episode, "en", public_note="Gone.", now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_only_editors_hear_what_is_in_the_library(episode):
    path = f"/library/recordings/{episode.recording_en.uid}/"
    staff, reader = Client(), Client()
    staff.force_login(make_editor())
    reader.force_login(User.objects.create_user("reader"))

    heard = staff.get(path, headers={"range": "bytes=0-3"})
    assert heard["Cache-Control"] == "private, no-store"
    assert bytes_of(heard) == ENGLISH[:4]
    assert [each.get(path).status_code for each in (Client(), reader)] == [404, 404]


def is_blocked(compiled: Compiled) -> bool:
    return any(problem.is_blocking for problem in compiled.problems)


def test_an_episode_without_a_recording_in_the_language_is_not_published():
    episode = make_episode(recording_ru=None)
    snapshot = save_revision(episode, by=None).snapshot
    problems = {code: compile_edition(type(episode), snapshot, code) for code in ("en", "ru")}

    assert not is_blocked(problems["en"])
    assert is_blocked(problems["ru"])
    assert "There is no recording in this language: an audio episode needs one." in [
        problem.sentence for problem in problems["ru"].problems
    ]
    news = make_article(kind="news")
    assert not is_blocked(compile_edition(type(news), save_revision(news, by=None).snapshot, "ru"))


def test_working_copy_and_edition_name_the_recording_they_use(episode):
    used = Reference.objects.filter(target_type="recording", target_uid=episode.recording_en.uid)
    assert sorted(reference.edition_id is None for reference in used) == [False, True]


def test_the_list_of_episodes_says_how_long_they_are_and_where_the_feed_is(client, episode):
    page = page_of(client, "/ru/articles/?kind=audio")
    assert "38 минут" in page.xpath("string(//article[contains(@class, 'card')])")
    assert "/ru/podcast.rss" in page.xpath("//main//a[@type='application/rss+xml']/@href")
    assert "/ru/podcast.rss" not in page_of(client, "/ru/articles/").xpath(
        "//*[@type='application/rss+xml']/@href"
    )
