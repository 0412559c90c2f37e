"""Errors on the desk are shown on a page of the desk, with links to other pages of it."""

import errno
import os

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from lxml import html

from tests.desk.desk import fill_in
from tests.library import uploads
from thinktank.library.models import Image
from thinktank.library.storage import WholeFileStorage

pytestmark = pytest.mark.django_db


def ways(response):
    return html.fromstring(response.text).xpath("//ul[@class='ways']//a/@href")


def test_an_error_on_the_desk_is_a_page_of_the_desk(desk):
    refused = desk.get("/admin/auth/user/")
    missing = desk.get("/admin/articles/article/99/publish/en/")
    assert (refused.status_code, missing.status_code) == (403, 404)
    assert ways(refused) == ["/admin/", "/"]
    assert ways(missing) == ["/admin/articles/article/", "/admin/", "/"]
    assert "css/desk.css" in missing.text
    assert "site.css" not in missing.text


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Your account may not do this"), ("ru", "У вашей учётной записи")]
)
def test_an_error_page_is_in_the_language_of_the_desk(desk, language, word):
    desk.cookies["django_language"] = language
    assert word in desk.get("/admin/auth/user/").text


def test_too_large_a_form_is_refused_with_advice(desk):
    body = "&".join(f"a{n}=1" for n in range(30_002))
    response = desk.post(
        "/admin/articles/article/add/", body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "remove some rows" in response.text


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(errno.EACCES, 503, "tell the site’s administrator"), (errno.ENOSPC, 507, "no space left")],
)
def test_a_form_whose_upload_the_disk_refuses_is_shown_again_with_a_sentence(
    desk, monkeypatch, number, status, word
):
    def refuse(*arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(WholeFileStorage, "_save", refuse)
    address = "/admin/library/image/add/"
    fields = fill_in(desk, address, title="A title worth keeping")
    response = desk.post(
        address, fields | {"upload": uploads.upload(uploads.encoded(uploads.drawing(64, 48), "PNG"), "x.png")}
    )
    assert response.status_code == status
    assert word in response.text
    assert 'value="A title worth keeping"' in response.text
    assert not Image.objects.exists()


def test_an_unwritable_upload_folder_is_reported_as_an_error_of_the_server(desk, monkeypatch):
    def refuse(*arguments, **keywords):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", refuse)
    file = uploads.upload(b"x" * 3_000_000, "x.png")
    assert desk.post("/admin/library/image/add/", {"upload": file}).status_code == 503


def test_browsers_find_an_icon_at_the_root_of_the_site(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, b"".join(response)[:4]) == (200, b"\0\0\1\0")
