import errno
import html

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse
from django.template import TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from thinktank.delivery import errors
from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401
from thinktank.urls import urlpatterns as real_urlpatterns

RAISED = {
    "denied": PermissionDenied("secret reason"),
    "missing": Http404("secret reason"),
    "fault": ValueError("secret reason in /srv/file.py: SELECT 1"),
    "away": OperationalError("secret reason: connection refused"),
    "closed": InterfaceError("secret reason"),
    "large": RequestDataTooBig("secret reason"),
    "locked-folder": PermissionError(errno.EACCES, "secret reason", "/srv/media"),
    "no-folder": NotADirectoryError(errno.ENOTDIR, "secret reason", "/srv/media"),
    "lost-folder": FileNotFoundError(errno.ENOENT, "secret reason", "/srv/static/x.js"),
    "full-disk": OSError(errno.ENOSPC, "secret reason", "/srv/media"),
}


def raising(request, name):
    raise RAISED[name]


def posted(request):
    return HttpResponse("written")


read_only = csrf_exempt(require_safe(posted))

urlpatterns = [
    path("en/read-only/", read_only),
    path("en/raise/<name>/", raising),
    path("ru/raise/<name>/", raising),
    path("en/posted/", posted),
    *real_urlpatterns,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("denied", 403),
        ("missing", 404),
        ("fault", 500),
        ("away", 503),
        ("closed", 503),
        ("large", 413),
        ("locked-folder", 503),
        ("no-folder", 503),
        ("lost-folder", 503),
        ("full-disk", 507),
    ],  # fmt: skip
)
def test_answers_each_fault_with_its_status_and_one_sentence(client, name, status):
    response = client.get(f"/en/raise/{name}/")

    assert response.status_code == status
    title, sentence = errors.TITLES_AND_SENTENCES[status]
    with translation.override("en"):
        assert html.escape(str(title)) in response.text
        assert html.escape(str(sentence)) in response.text
    assert "secret" not in response.text
    assert response["Cache-Control"] == "private, no-store"


def test_sends_retry_after_while_the_database_is_away(client):
    assert client.get("/en/raise/away/")["Retry-After"] == "10"
    assert not client.get("/en/raise/fault/").has_header("Retry-After")


def test_says_in_words_how_long_to_wait():
    waits = [(1, "1 second."), (30, "30 seconds."), (60, "1 minute."), (599, "10 minutes.")]
    for seconds, words in waits:
        response = errors.error_page(RequestFactory().get("/en/x/"), 429, retry_after=seconds)
        assert f"Try again in {words}" in response.text
        assert response["Retry-After"] == str(seconds)


def test_a_method_refused_without_a_word_gets_the_page(client):
    response = client.post("/en/read-only/", headers={"sec-fetch-site": "same-origin"})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This page can only be read" in response.text


def test_speaks_the_language_of_the_path(client):
    response = client.get("/ru/raise/missing/")

    assert response["Content-Language"] == "ru"
    assert '<html lang="ru"' in response.text


def test_speaks_the_browsers_language_where_the_path_has_none(rf):
    assert errors.error_page(rf.get("/x", headers={"accept-language": "ru"}), 404)["Content-Language"] == "ru"


def test_sets_no_cookie_on_an_error_page(client):
    response = client.get("/en/raise/missing/", headers={"cookie": "sessionid=x; csrftoken=y; messages=z"})

    assert not response.cookies


def test_the_page_about_a_fault_needs_no_database(client, django_db_blocker):
    with django_db_blocker.block():
        assert client.get("/en/raise/fault/").status_code == 500
        assert "<h1" in client.get("/en/raise/away/").text


@pytest.mark.django_db
def test_a_closed_database_is_answered_with_503(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        response = client.get("/admin/", headers={"cookie": "sessionid=abcdefghijklmnop"})

    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_falls_back_to_plain_html_when_the_template_fails(client, monkeypatch):
    def fail(*args, **kwargs):
        raise TemplateSyntaxError

    monkeypatch.setattr(errors, "render_to_string", fail)
    response = client.get("/en/raise/fault/")

    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.text


def test_answers_a_foreign_host_with_a_plain_400(client):
    response = client.get("/en/posted/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_a_form_without_token_is_refused_with_a_sentence(client):
    response = client.post("/en/posted/", {"x": "1"})

    assert response.status_code == 403
    assert "Reload the page and send it again" in response.text


def test_every_status_has_a_page_in_every_language(rf, settings):
    for status in errors.TITLES_AND_SENTENCES:
        for language, _name in settings.LANGUAGES:
            response = errors.error_page(RequestFactory().get(f"/{language}/x/"), status)
            assert (response.status_code, response["Content-Language"]) == (status, language)
            assert "<h1" in response.text
