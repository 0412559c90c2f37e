import itertools

import pytest
import time_machine
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path
from django.utils.translation import get_language

from thinktank.delivery.decorators import public_page
from thinktank.delivery.middleware import NotPublic

TEMPLATE = "{{ user }} {{ messages|length }} {{ LANGUAGE_CODE }}"


def _template():
    return engines["django"].from_string(TEMPLATE)


@public_page
def plain(request):
    return HttpResponse(
        f"{get_language()} {sorted(request.COOKIES)} {request.user} {hasattr(request, 'session')}"
    )


@public_page(max_age=10)
def templated(request):
    return TemplateResponse(request, _template(), {})


@public_page
def with_a_token(request):
    return HttpResponse(get_token(request))


@public_page(max_age=31536000, immutable=True)
def for_ever(request):
    return HttpResponse("x")


@public_page
def failing(request):
    return HttpResponse("no", status=404)


def private(request):
    messages.success(request, "said")
    request.session["x"] = 1
    return HttpResponse("private")


urlpatterns = [
    path("en/plain/", plain),
    path("ru/plain/", plain),
    path("plain.txt", plain),
    path("en/templated/", templated),
    path("en/token/", with_a_token),
    path("en/for-ever/", for_ever),
    path("en/failing/", failing),
    path("en/private/", private),
    path("admin/", include(([path("", private, name="index")], "admin"), namespace="admin")),
    *i18n_patterns(path("within/", plain)),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def _everything(response):
    """All headers except the lifetime, which depends on the clock, and the id of the request."""
    differ = {"Cache-Control", "X-Request-ID"}
    headers = sorted(item for item in response.headers.items() if item[0] not in differ)
    return response.status_code, headers, response.content, response.cookies.output()


@pytest.fixture
def readers(client, django_user_model):
    """A new reader, one who is signed in to the desk, and one with invalid cookies, in any language."""
    staff = Client()
    staff.force_login(django_user_model.objects.create_superuser("editor", "e@example.org", "x"))
    staff.get("/en/private/")
    junk = Client(headers={"cookie": 'sessionid=x; csrftoken=y; messages=z; django_language=ru; rid="; a=b'})
    other_language = Client(headers={"accept-language": "ru,de;q=0.5", "accept": "application/json"})
    return [Client(), staff, junk, other_language]


@pytest.mark.parametrize("url", ["/en/plain/", "/ru/within/", "/plain.txt", "/en/templated/"])
def test_a_public_page_is_the_same_for_every_reader(readers, url):
    first, *others = [_everything(reader.get(url)) for reader in readers]

    assert first[0] == 200
    assert others == [first] * len(others)


@pytest.mark.parametrize("url", ["/en/plain/", "/plain.txt", "/en/templated/"])
def test_a_public_page_sets_no_cookie_and_does_not_vary(readers, url):
    for reader in readers:
        response = reader.get(url)
        assert not response.cookies
        assert not response.has_header("Vary")


def test_a_public_page_speaks_the_language_of_its_path(client):
    assert client.get("/ru/plain/").content == b"ru [] AnonymousUser False"
    assert client.get("/en/plain/").content == b"en [] AnonymousUser False"


def test_says_how_long_a_public_page_may_be_kept(client):
    with time_machine.travel("2026-11-24 12:00:00Z", tick=False):
        kept = client.get("/en/plain/")["Cache-Control"]
        shorter = client.get("/en/templated/")["Cache-Control"]
    assert kept == "public, max-age=30, s-maxage=30, stale-while-revalidate=30, stale-if-error=60"
    assert shorter == "public, max-age=5, s-maxage=5, stale-while-revalidate=5, stale-if-error=60"
    assert client.get("/en/for-ever/")["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("seconds", [{"max_age": 720}, {"life": 720}])
def test_a_page_that_would_outlive_what_invalidates_it_is_refused(seconds):
    with pytest.raises(ValueError, match="720 s would outlive"):
        public_page(plain, **seconds)
    public_page(plain, immutable=True, **seconds)


def test_everything_else_is_private(client):
    for url, status in [
        ("/en/private/", 200),
        ("/en/nowhere/", 404),
        ("/en/failing/", 404),
        ("/en/plain", 301),
    ]:
        response = client.get(url)
        assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store"), url


def test_answers_304_to_who_has_the_page_already(client):
    first = client.get("/en/plain/")
    second = client.get("/en/plain/", headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second["Cache-Control"].startswith("public, max-age=")
    assert not second.has_header("Vary")


def test_the_etag_changes_with_the_page(client):
    assert client.get("/en/plain/")["ETag"] != client.get("/ru/plain/")["ETag"]


def test_head_has_the_headers_of_get(client):
    get, head = client.get("/en/plain/"), client.head("/en/plain/")

    assert head.content == b""
    assert head["ETag"] == get["ETag"]
    assert head["Content-Length"] == get["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_public_page_answers_405_to_anything_but_reading(method):
    response = Client(enforce_csrf_checks=True).generic(method, "/en/plain/")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Cache-Control"] == "private, no-store"


def test_a_cookie_on_a_public_page_is_a_fault_in_tests(client, settings):
    settings.PUBLIC_PAGES_STRICT = True

    with pytest.raises(NotPublic, match="/en/token/ is a public page and sets the cookie csrftoken"):
        client.get("/en/token/")


def test_a_cookie_on_a_public_page_is_taken_off_in_production(client, settings, caplog):
    settings.PUBLIC_PAGES_STRICT = False

    response = client.get("/en/token/")

    assert not response.cookies
    assert not response.has_header("Vary")
    assert "set the cookie csrftoken" in caplog.text


def test_the_desk_is_not_for_search_engines(client):
    assert client.get("/admin/")["X-Robots-Tag"] == "noindex"
    assert not client.get("/en/plain/").has_header("X-Robots-Tag")


def test_no_header_finds_its_way_into_a_public_page(client):
    clean = _everything(client.get("/en/templated/"))
    names = (
        "X-Forwarded-Host X-Original-URL X-Rewrite-URL X-Forwarded-Scheme Forwarded Referer User-Agent X-Host"
    )

    for name, value in itertools.product(names.split(), ["marker.example", "ru"]):
        assert _everything(client.get("/en/templated/", headers={name: value})) == clean, name
