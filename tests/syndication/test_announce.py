"""What was published is told to a hub and to search engines, by the worker, without anybody waiting."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import make_article, make_page, make_topic, publish_now
from thinktank import environment
from thinktank.operations.work import Worker
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import cancel_scheduled
from thinktank.publishing.revisions.save import save_revision
from thinktank.syndication.announce import announce_editions

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
DAY = datetime.timedelta(days=1)


class Listening(HTTPServer):
    """A server on this machine that keeps what it is told, and answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard, self.status = [], 202

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/told"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.headers["Content-Type"], body.decode()))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self):
        self.server.heard.append(("", self.path))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def other():
    server = Listening()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def search_engine(other, settings):
    settings.INDEXNOW_KEY, settings.INDEXNOW_ENDPOINT = KEY, other.address
    return other


@pytest.fixture
def hub(other, settings):
    settings.WEBSUB_HUB = other.address
    return other


def announcements():
    return DBTaskResult.objects.filter(task_path=announce_editions.module_path).order_by("enqueued_at")


def send_all():
    """Run the announcements that are due, and no files."""
    DBTaskResult.objects.exclude(task_path=announce_editions.module_path).delete()
    Worker().run_all()


def test_search_engines_are_told_of_all_addresses_of_an_act_in_one_post(search_engine):
    publish_now(make_article(slug_en="bees", slug_ru="pchyoly"), "en", "ru")
    assert search_engine.heard == []  # publishing has sent nothing itself
    send_all()
    [(media_type, body)] = search_engine.heard
    assert media_type == "application/json; charset=utf-8"
    assert json.loads(body) == {
        "host": "testserver",
        "key": KEY,
        "keyLocation": f"http://testserver/{KEY}.txt",
        "urlList": ["http://testserver/en/articles/bees/", "http://testserver/ru/articles/pchyoly/"],
    }


def test_the_key_is_at_its_address_and_no_other(search_engine, client):
    assert client.get(f"/{KEY}.txt").content.decode() == KEY
    assert client.get(f"/{KEY[::-1]}.txt").status_code == 404


def test_the_hub_is_told_of_every_feed_that_has_the_text(hub):
    article = make_article(slug_en="bees")
    article.topics.add(make_topic(slug_en="insects"))
    publish_now(article, "en")
    send_all()
    [(_type, body)] = hub.heard
    told = parse_qsl(body)
    assert told[0] == ("hub.mode", "publish")
    assert {value.removeprefix("http://testserver/en/") for _name, value in told[1:] if "atom" in value} == {
        "feed.atom", "articles/feed.atom", "articles/feed.atom?kind=news", "topics/insects/feed.atom",
        "articles/bees/editions/feed.atom",
    }  # fmt: skip
    assert len(told) == 1 + 3 * 5


def test_what_is_scheduled_is_told_when_it_goes_live_and_not_if_it_was_cancelled(search_engine):
    for slug in ("later", "never"):
        article = make_article(slug_en=slug)
        save_revision(article, by=None)
        [edition] = publish(article, ["en"], by=None, at=timezone.now() + DAY)
    cancel_scheduled(edition, now=timezone.now())
    send_all()
    assert search_engine.heard == []
    with time_machine.travel(timezone.now() + DAY + datetime.timedelta(seconds=1)):
        send_all()
    assert [json.loads(body)["urlList"] for _type, body in search_engine.heard] == [
        ["http://testserver/en/articles/later/"]
    ]


def test_what_is_withdrawn_is_told_too(search_engine):
    article = make_article(slug_en="bees")
    publish_now(article, "en")
    withdraw(article, "en", public_note="Gone.", now=timezone.now())
    send_all()
    assert len(search_engine.heard) == 2


def test_what_ends_by_the_clock_is_told_when_it_does_also_at_an_address_of_a_later_edition(search_engine):
    article, now = make_article(slug_en="bees"), timezone.now()
    publish_now(article, "en")
    send_all()
    expire(article, "en", at=now + DAY, now=now)
    send_all()
    assert len(search_engine.heard) == 1
    article.slug_en, article.title_en = "wasps", "Wasps"
    article.save()
    publish_now(article, "en")
    send_all()
    assert len(search_engine.heard) == 2
    with time_machine.travel(now + DAY + datetime.timedelta(seconds=1)):
        send_all()
    told = {address for _type, body in search_engine.heard[2:] for address in json.loads(body)["urlList"]}
    assert told == {"http://testserver/en/articles/bees/", "http://testserver/en/articles/wasps/"}


def test_what_is_ended_at_once_is_told_at_once(search_engine):
    article = make_article(slug_en="bees")
    publish_now(article, "en")
    now = timezone.now()
    expire(article, "en", at=now, now=now)
    send_all()
    assert len(search_engine.heard) == 2


def test_who_does_not_answer_is_told_again_and_who_refuses_is_not(search_engine, caplog):
    publish_now(make_article(), "en")
    search_engine.status = 503
    send_all()
    [task] = announcements()
    assert (task.status, len(search_engine.heard)) == ("READY", 1)  # the worker will try again
    search_engine.status = 403
    announcements().update(run_after=timezone.now())
    send_all()
    assert announcements().get().status == "SUCCESSFUL"
    assert f"{search_engine.address} refused what was announced: 403" in caplog.text


def test_nobody_who_is_told_sends_us_elsewhere(search_engine, caplog):
    search_engine.status = 302
    publish_now(make_article(), "en")
    send_all()
    assert "refused what was announced: 302" in caplog.text
    assert len(search_engine.heard) == 1


def test_without_the_settings_nothing_is_queued():
    publish_now(make_article(), "en")
    assert not announcements().exists()


def test_a_page_without_a_list_is_in_no_feed(hub):
    publish_now(make_page(), "en")
    send_all()
    assert hub.heard == []


@pytest.mark.parametrize(
    "name, value", [("WEBSUB_HUB", "hub.example.org"), ("WEBSUB_HUB", "http://example.org/")]
)
def test_a_malformed_address_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.address(name)


def test_a_malformed_key_stops_the_start(monkeypatch):
    monkeypatch.setenv("INDEXNOW_KEY", "a/../b")
    with pytest.raises(ImproperlyConfigured, match="INDEXNOW_KEY"):
        environment.token("INDEXNOW_KEY", 8, 128)
