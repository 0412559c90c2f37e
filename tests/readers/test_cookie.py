import base64
import datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from thinktank.readers.checks import warn_of_plain_http
from thinktank.readers.cookie import EPOCH, Reader, cookie_name, reader_of, reader_or_new, remember

SECRET = bytes(range(32))


def asked_with(value):
    request = RequestFactory().get("/")
    request.COOKIES[cookie_name()] = value
    return request


def kept(reader, days):
    response = HttpResponse()
    remember(response, reader, timezone.now() + datetime.timedelta(days=days))
    return response.cookies[cookie_name()]


def test_a_new_reader_has_32_random_bytes():
    first, second = (reader_or_new(RequestFactory().get("/")) for _ in range(2))

    assert len(first.secret) == 32
    assert first.secret != second.secret


def test_the_browser_returns_the_cookie_it_was_given():
    cookie = kept(Reader(SECRET, EPOCH), days=40)

    assert reader_of(asked_with(cookie.value)).secret == SECRET
    assert cookie["max-age"] == 40 * 86400


@pytest.mark.parametrize(
    ("promised", "wanted", "days"), [(100, 40, 100), (40, 100, 100), (40, 9999, 365), (99999, 40, 365)]
)
def test_a_cookie_is_never_shortened_and_lives_a_year_at_most(promised, wanted, days):
    until = timezone.now().date() + datetime.timedelta(days=promised)

    assert kept(Reader(SECRET, until), days=wanted)["max-age"] == days * 86400


@pytest.mark.parametrize(
    "value",
    ["", "x", base64.urlsafe_b64encode(SECRET).decode(), "A" * 43, "A" * 42 + ".20000", "A" * 43 + ".x", "é" * 43 + ".20000", "A" * 43 + "." + "9" * 30],
)  # fmt: skip
def test_a_cookie_that_we_did_not_write_identifies_no_reader(value):
    assert reader_of(asked_with(value)) is None


def test_over_https_the_cookie_is_bound_to_the_host(settings):
    settings.SITE_IS_HTTPS = True

    cookie = kept(Reader(SECRET, EPOCH), days=1)

    assert cookie.key == "__Host-rid"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.parametrize(
    ("origin", "is_https", "warnings"),
    [("http://127.0.0.1:8000", False, 0), ("http://localhost:8000", False, 0), ("https://example.org", True, 0), ("http://example.org", False, 1)],
)  # fmt: skip
def test_plain_http_is_warned_of_except_on_this_machine(settings, origin, is_https, warnings):
    settings.SITE_ORIGIN, settings.SITE_IS_HTTPS = origin, is_https

    assert len(warn_of_plain_http(None)) == warnings
