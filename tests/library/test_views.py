import pytest
from django.contrib.auth.models import User
from django.http import Http404
from django.test import Client

from tests.factories import make_editor
from tests.library import uploads
from thinktank.library.files import serve_document
from thinktank.library.intake import take_document, take_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]


@pytest.fixture
def image():
    return take_image(uploads.upload(uploads.photo(700, 500)))


def test_nothing_else_lies_under_media(client, image):
    paths = ["/media/", "/media/r/", "/media/images/x", "/img/1/width-999999", "/media/../settings.py"]
    for path in [*paths, "/media/r/" + "0" * 32 + "/320.webp", f"/media/r/{image.rendition_key}/"]:
        assert client.get(path, follow=True).status_code == 404, path


def test_originals_have_no_address(client, image):
    for path in [
        f"/media/{image.original.name}",
        f"/private/{image.original.name}",
        f"/{image.original.name}",
    ]:
        assert client.get(path, follow=True).status_code == 404


def test_shows_a_picture_of_a_text_to_editors_only(image):
    url = f"/library/{image.uid}/"
    staff, reader, nobody = Client(), Client(), Client()
    staff.force_login(make_editor())
    reader.force_login(User.objects.create_user("reader"))
    nobody.force_login(User.objects.create_user("nobody", is_staff=True))

    shown = staff.get(url)

    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (
        200,
        "image/webp",
        "private, no-store",
    )
    assert list(shown.streaming_content)
    assert [each.get(url).status_code for each in (Client(), reader, nobody)] == [404] * 3
    assert staff.get("/library/7d3c5f0e-0000-4000-8000-000000000001/").status_code == 404
    assert staff.post(url).status_code == 405


def test_sends_a_document_to_be_saved_under_its_name():
    document = take_document(uploads.upload(uploads.pdf(), "x.pdf"))

    response = serve_document(document.record("en"), "Доклад «О мире».pdf")

    assert b"".join(response.streaming_content) == uploads.pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%94")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(uploads.pdf()))
    assert response["ETag"] == f'"{document.sha256}"'
    response.close()


@pytest.mark.parametrize(
    "filename",
    [
        "a\r\nSet-Cookie: x",
        '"; filename=evil.exe',
        "\u202efdp.exe",
        "../../etc/passwd",
        "\ud800.pdf",
        "x" * 5000,
        "\0",
        "",
    ],
)
def test_no_file_name_breaks_the_header(filename):
    document = take_document(uploads.upload(uploads.pdf(), "x.pdf"))

    response = serve_document(document, filename)

    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert header.isprintable()
    assert len(header) < 2000
    response.close()


def test_a_document_whose_file_is_gone_is_not_found():
    document = take_document(uploads.upload(uploads.pdf(), "x.pdf"))
    document.file.storage.delete(document.file.name)

    with pytest.raises(Http404):
        serve_document(document)
    with pytest.raises(Http404):
        serve_document({"uid": "7d3c5f0e-0000-4000-8000-000000000001"})
