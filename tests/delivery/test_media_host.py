"""Uploaded files on a host of their own: what it answers, what it never does, and how drafts are previewed."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from tests.desk.desk import signed_in
from tests.factories import make_article, make_edition, make_image, make_superuser
from thinktank import environment
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
MEDIA = "https://media.example.org"


@pytest.fixture(autouse=True)
def origin(settings):
    settings.MEDIA_ORIGIN = MEDIA
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "media.example.org"]


def on_media_host(path, client=None, **options):
    return (client or Client()).get(path, headers={"host": "media.example.org"}, **options)


def picture_of(edition):
    return f"/media/r/{edition.content['cover']['_files']['key']}/64.webp"


def read(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_pages_link_to_pictures_there_and_they_are_there_without_a_cookie():
    edition = make_edition(cover=make_image())
    page = Client().get(edition.get_absolute_url()).text
    assert f"{MEDIA}{picture_of(edition)}" in page and '"/media/' not in page
    response = on_media_host(picture_of(edition), signed_in(make_superuser("root")))
    assert response.status_code == 200 and read(response)
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/", "/en/", "/en/articles/", "/admin/", "/admin/login/", "/healthz", "/robots.txt",
                                  "/static/js/editor.js", "/favicon.ico", "/library/recordings/00000000-0000-0000-0000-000000000000/"])  # fmt: skip
def test_nothing_but_files_is_answered_there(path, page_cache):
    read(Client().get(path))  # what the site's own host has cached does not count
    response = on_media_host(path, signed_in(make_superuser("root")))
    assert (response.status_code, response.content) == (404, b"404\n")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not response.cookies


def test_a_draft_has_no_picture_there_not_even_for_staff_and_its_preview_shows_it_from_here():
    article, staff = make_article(cover=make_image()), signed_in(make_superuser("root"))
    save_revision(article, by=None)
    path = f"/media/r/{article.cover.rendition_key}/64.webp"
    assert on_media_host(path, staff).status_code == 404
    assert read(staff.get(path)) and Client().get(path).status_code == 404
    preview = staff.get(reverse("admin:articles_article_preview", args=[article.pk, "en"]))
    assert path in preview.text and MEDIA not in preview.text
    assert int(preview.headers["Content-Length"]) == len(preview.content)


def test_uploads_are_led_there_and_only_there(settings):
    edition = make_edition()
    path = f"{edition.get_absolute_url()}recording.mp3?a=1"
    response = Client().get(path)
    assert (response.status_code, response.headers["Location"]) == (302, MEDIA + path)
    assert response.headers["Cache-Control"] == "private, no-store"
    settings.MEDIA_ORIGIN = ""
    assert Client().get(path).status_code == 404  # it has none


@pytest.mark.parametrize(
    "given",
    ["https://example.org", "http://media.example.org", "media.example.org", "https://media.example.org/x"],
)
def test_a_host_that_is_none_of_its_own_stops_the_start(monkeypatch, given):
    monkeypatch.setenv("MEDIA_ORIGIN", given)
    with pytest.raises(ImproperlyConfigured, match="MEDIA_ORIGIN"):
        environment.other_origin("MEDIA_ORIGIN", "https://example.org")


def test_no_setting_is_no_other_host(monkeypatch):
    monkeypatch.delenv("MEDIA_ORIGIN", raising=False)
    assert environment.other_origin("MEDIA_ORIGIN", "https://example.org") == ""
