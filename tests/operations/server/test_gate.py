"""Cached pages are sent without a thread."""

import time
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from tests.operations.server.loops import run
from tests.operations.server.test_answers import environ_of
from thinktank.operations.server.gate import Gate, _has_session

pytestmark = pytest.mark.django_db


def mark(get_response):
    """A middleware outside the page cache, which marks the responses it sees."""

    def middleware(request):
        response = get_response(request)
        response.headers["X-Outside"] = "seen"
        return response

    return middleware


def cached(path, **scope):
    async def ask():
        environ = environ_of((b"host", b"testserver"), raw_path=path.encode(), **scope)
        return Gate()._cached(environ)

    return run(ask())


def test_a_cached_page_is_given_at_once_and_passes_the_middleware_outside_the_page_cache(
    page_cache, settings, monkeypatch
):
    monkeypatch.setattr("thinktank.delivery.cache_tags.READ_EVERY", 3600)
    settings.MIDDLEWARE = [f"{__name__}.mark", *settings.MIDDLEWARE]
    assert cached("/en/") is None
    made = Client().get("/en/")
    answer = cached("/en/")
    assert (answer.status, answer.body) == (200, made.content)
    assert (b"X-Outside", b"seen") in answer.headers


def test_requests_without_a_cached_page_go_to_the_site(page_cache):
    Client().get("/en/")
    assert cached("/en/", method="POST") is None
    assert cached("/admin/") is None
    assert cached("/\xff/") is None


@pytest.mark.parametrize("waited, looks", [(0, range(3, 20)), (2, range(1, 6))])
def test_a_request_that_waited_for_a_thread_hardly_waits_for_a_cached_page_too(waited, looks):
    seen = []

    async def look():
        site = Gate()
        site._cached = lambda environ: seen.append(environ) or None
        return await site._cached_after_all({}, time.monotonic() - waited)

    assert run(look()) is None
    assert len(seen) in looks


@pytest.mark.parametrize("key", ["", r'"abcdefgh\000ijkl"', "\xff" * 40, "x" * 5000])
def test_a_cookie_that_is_no_session_key_is_no_session(key):
    assert not _has_session(environ_of((b"cookie", f"sessionid={key}".encode())))


@pytest.mark.parametrize("path", ["/ru/статья/", "/en/archive/２０２６/", "/en/²/", "/\u202e/"])
def test_looking_for_a_cached_page_leaves_the_path_as_it_came(path):
    async def look_then_ask():
        environ = environ_of((b"host", b"testserver"), raw_path=quote(path).encode())
        Gate()._cached(environ)
        return WSGIRequest(environ)

    assert run(look_then_ask()).path_info == path


def test_pictures_which_may_wait_for_the_object_store_take_no_thread_from_pages_or_static_files():
    async def lanes():
        site = Gate()
        paths = ("/media/r/0/640.webp", "/en/", "/static/a.css", "/healthz")
        found = [site._lane_of({"PATH_INFO": path, "REQUEST_METHOD": "GET"}) for path in paths]
        return [found.count(lane) for lane in found], found[0] is site.media

    assert run(lanes()) == ([1, 1, 2, 2], True)
