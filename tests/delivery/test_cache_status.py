"""Every public response has a valid Cache-Status (RFC 9211) that says where it comes from."""

import re
import threading
import time

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery import test_page_cache as pages
from tests.delivery.test_page_cache import NOON, away, get
from thinktank.delivery import cache_status, cache_tags
from thinktank.delivery import page_cache as page_cache_module
from thinktank.delivery.cache_tags import invalidate

pytestmark = [pytest.mark.urls(pages), pytest.mark.django_db]

# RFC 9651: a list of tokens with parameters, whose values are integers or tokens, or true by being named
VALUE = r"(?:-?[0-9]{1,15}|[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*)"
MEMBER = re.compile(rf"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*((?:; *[a-z*][a-z0-9_.*-]*(?:={VALUE})?)*)")
OF_RFC_9211 = {"hit", "fwd", "fwd-status", "ttl", "stored", "collapsed", "key", "detail"}
REASONS = {"bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial"}


def parameters_of(header):
    """{name: value} of the one member. Raises AssertionError for an invalid Cache-Status."""
    found = MEMBER.fullmatch(header)
    assert found, header
    pairs = [part.strip().partition("=") for part in found[1].split(";")[1:]]
    parameters = {name: value or True for name, _equals, value in pairs}
    assert len(parameters) == len(pairs) and set(parameters) <= OF_RFC_9211, header
    assert ("hit" in parameters) != ("fwd" in parameters), header
    assert parameters.get("fwd", "miss") in REASONS, header
    return parameters


def status(response):
    header = response["Cache-Status"]
    assert header.split(";")[0] == cache_status.CACHE_NAME
    parameters_of(header)
    return header.removeprefix(f"{cache_status.CACHE_NAME}; ")


@pytest.fixture(autouse=True)
def cache(page_cache):
    pages.made.clear()


def test_a_page_is_a_miss_that_is_stored_and_then_a_hit_with_less_to_live():
    with time_machine.travel(NOON, tick=False) as clock:
        first = get()
        clock.shift(3)
        second = get()
    assert (status(first), status(second)) == ("fwd=uri-miss; stored; ttl=60", "hit; ttl=57")
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])


def test_an_invalidated_page_and_one_whose_life_has_ended_are_stale():
    with time_machine.travel(NOON, tick=False) as clock:
        get()
        invalidate("bees")
        assert status(get()) == "fwd=stale; stored; ttl=60; detail=invalidated"
        clock.shift(60)
        assert status(get()) == "fwd=stale; stored; ttl=60; detail=expired"


def test_a_304_has_a_cache_status_too():
    with time_machine.travel(NOON, tick=False):
        etag = get()["ETag"]
        again = get(**{"if-none-match": etag})
        assert (again.status_code, status(again)) == (304, "hit; ttl=60")
        invalidate("anything the page shows")
        on_a_miss = Client(headers={"if-none-match": '"another"'}).get("/en/anything/")
        assert (on_a_miss.status_code, status(on_a_miss)) == (200, "fwd=uri-miss; stored; ttl=60")


@pytest.mark.parametrize(
    "ask, expected",
    [
        (lambda: Client().post("/en/bees/"), "fwd=method"),
        (lambda: Client().options("/en/bees/"), "fwd=method"),
        (lambda: Client().head("/en/bees/"), "fwd=uri-miss; detail=not-stored"),
        (lambda: get("/en/private/"), "fwd=bypass; detail=private"),
        (lambda: get("/en/private/?x=1"), "fwd=bypass; detail=private"),
        (lambda: get("/en/no/such/page/"), "fwd=bypass; detail=private"),
        (lambda: get("/en/missing/"), "fwd=uri-miss; detail=status-404"),
        (lambda: get("/en/bees/?page=%00"), "fwd=bypass; detail=refused"),
        (lambda: get(host="elsewhere.example"), "fwd=bypass; detail=refused"),
    ],
)
def test_a_response_that_is_not_stored_says_why(ask, expected):
    assert status(ask()) == expected


def test_a_page_too_large_is_not_stored(monkeypatch):
    monkeypatch.setattr(page_cache_module, "MAX_BODY", 10)
    assert status(get()) == "fwd=uri-miss; detail=not-stored"


def test_without_the_page_cache_the_status_is_bypass(settings):
    off = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": off, "snapshots": off}
    assert status(get()) == "fwd=bypass; detail=off"


def test_pages_of_the_desk_have_no_cache_status():
    assert "Cache-Status" not in get("/admin/login/")
    assert "Cache-Status" not in Client().post("/admin/login/")


def test_a_page_shown_while_the_database_is_away_says_so_and_how_old_it_is():
    from django.db import connection

    with time_machine.travel(NOON, tick=False) as clock:
        get()
        clock.shift(62)
        with connection.execute_wrapper(away):
            assert status(get()) == "hit; ttl=-2; detail=database-away"
            assert status(get("/en/anything/")) == "fwd=uri-miss; detail=database-away"


def test_collapsed_requests_and_early_refreshes_have_their_own_status(monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 3600)
    answers = []
    with time_machine.travel(NOON, tick=False) as clock:
        cache_tags.cache_state()
        threads = [threading.Thread(target=lambda: answers.append(get("/en/slow/"))) for _n in range(3)]
        threads[0].start()
        while not page_cache_module._flights:
            time.sleep(0.01)
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join()
        clock.shift(50)
        early = get("/en/slow/")
    waited = "fwd=uri-miss; collapsed"
    assert sorted(map(status, answers)) == [waited, waited, "fwd=uri-miss; stored; ttl=60"]
    assert status(early) == "fwd=stale; stored; ttl=60; detail=early-refresh"


@given(
    st.sampled_from(sorted(REASONS)),
    st.sampled_from(["", cache_status.OFF, cache_status.status_detail(404)]),
    st.none() | st.integers(-600, 31_536_000),
    st.booleans(),
)
def test_every_header_is_a_valid_structured_field(why, detail, stored_for, is_collapsed):
    forwarded = cache_status.forwarded(why, detail, stored_for=stored_for, is_collapsed=is_collapsed)
    assert parameters_of(forwarded)["fwd"] == why
    assert parameters_of(cache_status.hit(stored_for or 0, detail))["hit"] is True
