"""What programs that watch a site ask it: whether it answers, whether it is ready, and what it has counted."""

import re
import shutil
import urllib.request
from collections import namedtuple

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import publish_article
from thinktank.operations.health import readiness
from thinktank.publishing.editions.triggers import drop_triggers

TOKEN = "a-token-of-enough-letters-for-a-test"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def asked_anew():
    readiness.failing_lately.forget()
    yield
    readiness.failing_lately.forget()


def ask(path, **headers):
    return Client(raise_request_exception=False).get(path, headers=headers)


def figures(text):
    """{(name, labels): value} of everything in this text."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_process_answers_without_the_database():  # no mark: a query would fail the test
    response = ask("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_site_that_works_is_ready():
    response = ask("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "failing": []})


def disk_full(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(100, 99, 1))


def cache_away(monkeypatch):
    caches["pages"]  # the process has one already
    monkeypatch.setattr("django.conf.settings.CACHES", {"pages": {"BACKEND": "some.Redis"}})
    monkeypatch.setattr(caches["pages"], "set", lambda *values, **options: None, raising=False)


def no_triggers(monkeypatch):
    drop_triggers(connection)


def not_migrated(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'articles'")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fails", "breaking"),
    [("triggers", no_triggers), ("migrations", not_migrated), ("disk", disk_full), ("cache", cache_away)],
)
def test_a_site_that_lacks_something_says_the_name_of_it_and_nothing_more(monkeypatch, fails, breaking):
    with monkeypatch.context() as patch:
        breaking(patch)
        response = ask("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "failing": [fails]})


def test_a_site_without_its_database_is_not_ready_and_does_not_say_why():
    """pytest-django refuses all queries here, as a server that is away would."""
    response = ask("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "failing": ["database"]})


@pytest.mark.django_db
def test_asking_often_is_no_load(django_assert_max_num_queries):
    ask("/readyz")
    with django_assert_max_num_queries(0):
        for _ in range(20):
            ask("/readyz")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "sent"),
    [
        ("", ""),
        ("", "Bearer "),
        (TOKEN, ""),
        (TOKEN, "Bearer wrong"),
        (TOKEN, TOKEN),
        (TOKEN, f"Bearer {TOKEN}é"),
    ],
)
def test_figures_are_not_for_strangers(settings, token, sent):
    settings.METRICS_TOKEN = token
    assert ask("/metrics", authorization=sent).status_code == 403


@pytest.mark.django_db
def test_figures_tell_of_requests_queue_and_late_editions(settings, page_cache):
    settings.METRICS_TOKEN = TOKEN
    before = figures(ask("/metrics", authorization=f"Bearer {TOKEN}").text)
    path = publish_article(["en"], title_en="Bees")[0]
    for address in (path, path, "/en/no/such/page/at/all/"):
        ask(address)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timezone.timedelta(minutes=9))
    after = figures(ask("/metrics", authorization=f"Bearer {TOKEN}").text)

    def grown(name, **labels):
        key = (name, *sorted(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    route = "<language>/articles/<slug:slug>/"
    assert grown("thinktank_requests_total", route=route, status="200") == 2
    assert grown("thinktank_requests_total", route="none", status="404") == 1
    assert grown("thinktank_request_seconds_count", route=route) == 1  # the second one came from the cache
    assert grown("thinktank_page_cache_total", outcome="hit") == 1
    assert grown("thinktank_database_queries_total", route=route) >= 1
    assert after[("thinktank_database_up",)] == 1
    assert after[("thinktank_queue_ready",)] == DBTaskResult.objects.ready().count() > 0
    assert 540 <= after[("thinktank_queue_oldest_seconds",)] < 600
    assert after[("thinktank_editions_late",)] == 0


@pytest.mark.django_db
def test_no_figure_names_what_a_reader_asked_for(settings):
    settings.METRICS_TOKEN = TOKEN
    for address in ("/en/search/?q=canary", "/en/articles/canary/", "/canary", "/admin/canary/?canary=1"):
        ask(address)
    assert "canary" not in ask("/metrics", authorization=f"Bearer {TOKEN}").text


def test_the_processes_of_a_server_add_up(new_live_site):
    """Two processes answer in turn; whoever is asked knows of all requests, and of those of a process that was killed."""
    with new_live_site(METRICS_TOKEN=TOKEN) as site:

        def answered():
            request = urllib.request.Request(
                f"{site.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
            )
            with urllib.request.urlopen(request) as response:
                found = figures(response.read().decode())
            return found.get(("thinktank_requests_total", ("route", "healthz"), ("status", "200")), 0)

        for _ in range(30):
            with urllib.request.urlopen(f"{site.url}/healthz") as response:
                assert re.fullmatch(r"[0-9a-f]{16}", response.headers["X-Request-ID"])
        assert [answered() for _ in range(6)] == [30] * 6
