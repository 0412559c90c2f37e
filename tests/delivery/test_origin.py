import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from thinktank.urls import handler400, handler403, handler404, handler500  # noqa: F401
from thinktank.urls import urlpatterns as real_urlpatterns

WRITTEN = []


@csrf_exempt
def write(request):
    WRITTEN.append(request.method)
    return HttpResponse("written")


urlpatterns = [path("en/write/", write), *real_urlpatterns]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://evil.example"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://testserver:8001"},
]
OWN = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
    {"origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_refuses_to_write_what_another_site_sends(headers, method):
    WRITTEN.clear()

    assert Client().generic(method, "/en/write/", headers=headers).status_code == 403
    assert WRITTEN == []


@pytest.mark.parametrize("headers", FOREIGN)
def test_the_desk_refuses_it_too_in_spite_of_a_good_token(headers, django_user_model):
    editor = django_user_model.objects.create_superuser("editor", "e@example.org", "x")
    client = Client()
    client.force_login(editor)

    response = client.post("/admin/auth/user/add/", {"username": "mallory"}, headers=headers)

    assert response.status_code == 403
    assert not django_user_model.objects.filter(username="mallory").exists()


@pytest.mark.parametrize("headers", OWN)
def test_writes_what_the_sites_own_pages_send(headers):
    assert Client().post("/en/write/", headers=headers).status_code == 200


def test_without_a_word_on_where_it_comes_from_the_token_decides():
    assert Client().post("/en/write/").status_code == 200  # exempt from tokens
    assert Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"}).status_code == 403


@pytest.mark.parametrize("headers", FOREIGN)
def test_reading_is_free_for_all(headers):
    assert Client().get("/en/write/", headers=headers).status_code == 200
