import pytest

from tests.library import uploads
from thinktank.library.files import serve_document
from thinktank.library.intake import FileRefused, take_document
from thinktank.library.models import Document

pytestmark = pytest.mark.django_db


def test_takes_a_pdf(shelves):
    document = take_document(uploads.upload(uploads.pdf(3), "Доклад_2026.PDF"))

    document.refresh_from_db()
    assert (document.title, document.filename, document.pages) == ("Доклад 2026", "Доклад_2026.pdf", 3)
    assert document.size == len(uploads.pdf(3))
    assert shelves.files() == [document.file.name]
    assert document.file.read() == uploads.pdf(3)
    document.file.close()


def test_the_same_file_again_is_the_document_that_is_there(shelves):
    first = take_document(uploads.upload(uploads.pdf(), "a.pdf"))
    second = take_document(uploads.upload(uploads.pdf(), "b.pdf"))

    assert (second.pk, second.was_known, second.filename) == (first.pk, True, "a.pdf")
    assert shelves.files() == [first.file.name]


@pytest.mark.parametrize(
    ("content", "name", "code", "status"),
    [
        (b"", "x.pdf", "empty", 422),
        (uploads.pdf(), "x.html", "not_pdf", 415),
        (uploads.pdf(), "x", "not_pdf", 415),
        (uploads.pdf(), "x.pdf.exe", "not_pdf", 415),
        (b"<html>" + uploads.pdf(), "x.pdf", "not_pdf", 415),
        (uploads.photo(), "x.pdf", "not_pdf", 415),
        (b"PK\x03\x04" + bytes(99), "x.pdf", "not_pdf", 415),
        (b"%PDF-1.7\n", "x.pdf", "broken", 422),
        (b"%PDF-1.7\n" + b"\xff" * 5000, "x.pdf", "broken", 422),
        (uploads.pdf()[:150], "x.pdf", "broken", 422),
        (uploads.pdf(0), "x.pdf", "broken", 422),
        (uploads.pdf(2, user_password="secret", algorithm="RC4-128"), "x.pdf", "encrypted", 422),
        (b"%PDF-" + bytes(51 * 1024 * 1024), "x.pdf", "document_too_large", 413),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_with_a_sentence_and_leaves_nothing(shelves, content, name, code, status):
    with pytest.raises(FileRefused) as refusal:
        take_document(uploads.upload(content, name))

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert shelves.files() == []
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "a\r\nSet-Cookie: x.pdf", "x" * 5000 + ".pdf", "\u202efdp.exe\u202c.pdf", "Доклад.pdf"],
)
def test_no_name_decides_where_a_document_lies_and_it_can_always_be_sent(shelves, name):
    upload = uploads.upload(uploads.pdf())
    upload._name = name

    document = take_document(upload)
    response = serve_document(document)

    assert len(document.file.name) == len("documents/") + 32
    assert len(document.filename) <= 150
    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert header.isprintable()
    response.close()
