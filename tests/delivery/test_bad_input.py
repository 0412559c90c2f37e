from urllib.parse import quote

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from hypothesis import given, settings
from hypothesis import strategies as st

from thinktank.delivery.decorators import public_page
from thinktank.delivery.paging import get_page
from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401
from thinktank.urls import urlpatterns as real_urlpatterns
from thinktank.wsgi import application


@csrf_exempt
def echo(request):
    return HttpResponse(repr((request.GET, request.POST, request.FILES)))


@public_page(reads=("page", "q"))
def listing(request, slug=""):
    return HttpResponse(str(get_page(range(100), request, 10).number))


urlpatterns = [
    path("en/echo/", echo),
    path("en/list/", listing),
    path("en/list/<slug:slug>/", listing),
    path("en/list/<int:slug>/number/", listing),
    path("en/list/<path:slug>/any/", listing),
    path("admin/echo/", echo),
    *real_urlpatterns,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("url", ["/en/echo/?q=%00", "/en/echo/?%00=1", "/en/echo/%00", "/en/list/a%00b/any/"])
def test_refuses_nul_in_the_address(client, url):
    response = client.get(url)

    assert response.status_code == 400
    assert "could not read" in response.text


def test_refuses_nul_in_a_form_field(client):
    assert client.post("/en/echo/", {"name": "a\0b"}).status_code == 400
    assert client.post("/en/echo/", {"a\0b": "name"}).status_code == 400
    assert (
        client.post("/en/echo/", "a=%00", content_type="application/x-www-form-urlencoded").status_code == 400
    )


def test_refuses_nul_in_a_cookie(client):
    for written in ("abcdefgh\0ijkl", r'"abcdefgh\000ijkl"'):
        assert client.get("/en/echo/", headers={"cookie": f"sessionid={written}"}).status_code == 400


@pytest.fixture
def _no_database_clean_up():
    """Keep the connection of the tests open, as Django's test client does."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def _answer(method, content_type, body=b""):
    """Status and text from the real WSGI application, as a server calls it."""
    started = []
    environ = RequestFactory().generic(method, "/en/echo/?q=1", body).environ | {"CONTENT_TYPE": content_type}
    response = application(environ, lambda status, headers: started.append(status))
    return int(started[0][:3]), b"".join(response).decode()


@pytest.mark.usefixtures("_no_database_clean_up")
@pytest.mark.parametrize(
    "charset", ["rot13", "hex", "utf-7", "utf-16", "idna", "undefined", "no-such", "\xff", "x" * 20_000]
)
@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refuses_text_that_says_it_is_not_utf_8(method, media_type, charset):
    for spelling in [f"charset={charset}", f'Charset="{charset}"']:
        status, text = _answer(method, f"{media_type}; {spelling}", b"a=1")
        assert status == 415
        assert "does not accept data in this format" in text


@pytest.mark.usefixtures("_no_database_clean_up")
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_reads_text_that_says_it_is_utf_8(charset):
    status, text = _answer(
        "POST", f"application/x-www-form-urlencoded; charset={charset}", "name=Мир".encode()
    )

    assert (status, "Мир" in text) == (200, True)


@pytest.mark.django_db
def test_broken_utf_8_is_read_with_replacements_and_never_half_a_pair(client):
    assert client.get("/en/echo/?q=%ED%A0%80").status_code == 200
    assert client.get("/en/list/%ED%A0%80/any/").status_code == 200


@pytest.mark.django_db
def test_refuses_an_over_long_address(client):
    assert client.get("/en/list/?q=" + "я" * 200).status_code == 200
    assert client.get("/en/list/?q=" + "x" * 2100).status_code == 414
    assert client.get("/en/list/" + "x" * 3000 + "/").status_code == 414
    assert client.get("/admin/echo/?q=" + "x" * 2100).status_code == 200


def test_refuses_too_many_fields(client):
    body = "&".join("a=1" for _ in range(2100))
    assert client.post("/en/echo/", body, content_type="application/x-www-form-urlencoded").status_code == 413
    assert client.post("/en/echo/", {"a": ["1"] * 2100}).status_code == 413


def test_refuses_a_body_by_its_declared_length_before_reading_it(client):
    for url, length in [
        ("/en/echo/", 4 * 1024**3),
        ("/admin/echo/", 4 * 1024**3),
        ("/en/echo/", 2 * 1024**2),
    ]:
        response = client.post(url, b"x", content_type="text/plain", CONTENT_LENGTH=str(length))
        assert response.status_code == 413


BASE64_FIELD = (
    b"--x\r\nContent-Disposition: form-data; name=a; filename=f\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nAAAAA\r\n--x--"
)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=\xc3\xbc", b"x"),
        ("multipart/form-data; boundary=x", BASE64_FIELD),
    ],
)
def test_refuses_a_broken_form(client, content_type, body):
    assert client.post("/en/echo/", body, content_type=content_type).status_code == 400


def test_an_invalid_content_length_is_answered_without_a_server_error(client):
    for length in ["-5", "abc", "", "9" * 30, "٣"]:
        response = client.post(
            "/en/echo/", b"a=1", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=length
        )
        assert response.status_code < 500, length


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("url", ["/admin/echo/", "/admin/no-such-page/"])
def test_refuses_methods_that_no_page_of_the_desk_answers(client, method, url):
    response = client.generic(method, url)

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


CHARACTERS = st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
VALUES = {
    "page": CHARACTERS | st.integers().map(str),
    "q": CHARACTERS,
}


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(
    route=st.sampled_from(
        [
            "/en/list/",
            "/en/list/{}/",
            "/en/list/{}/number/",
            "/en/list/{}/any/",
            "/admin/{}/",
            "/{}",
            "/ru/{}/",
        ]
    ),
    filling=CHARACTERS | st.integers().map(str),
    query=st.fixed_dictionaries({}, optional=VALUES),
    headers=st.fixed_dictionaries(
        {},
        optional={
            "accept-language": st.sampled_from(["ru", "x" * 5000, "en;q=9", "*", "zh-" * 800]),
            "accept": st.sampled_from(["*/*", "text/" * 2000]),
            "if-none-match": st.sampled_from(['"', "*", 'W/"x"', "x" * 3000]),
            "cookie": st.sampled_from(["sessionid=", "sessionid=" + "x" * 4000, "a;b;=;", 'csrftoken="\\"']),
            "host": st.sampled_from(["testserver", "evil", "testserver:99999", "[::1", "test server"]),
        },
    ),
)
def test_no_address_causes_a_server_error(route, filling, query, headers):
    client = Client(raise_request_exception=True)
    response = client.get(
        route.replace("{}", quote(filling, safe="/%?#")), query_params=query, headers=headers
    )

    assert response.status_code < 500
