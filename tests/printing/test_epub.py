"""The EPUB of a report is valid: EPUB 3.3, sections 3 to 5."""

import io
import zipfile

import pytest
from lxml import etree

from tests.factories import make_article, make_edition, make_image, make_report, publish_now
from thinktank.printing.epub import make_epub
from thinktank.printing.paper import prepare, to_text
from thinktank.printing.pdf import document_html

pytestmark = pytest.mark.django_db

NS = {"opf": "http://www.idpf.org/2007/opf", "x": "http://www.w3.org/1999/xhtml",
      "dc": "http://purl.org/dc/elements/1.1/", "c": "urn:oasis:names:tc:opendocument:xmlns:container"}  # fmt: skip
TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture
def edition():
    picture = make_image()
    body = (
        '<h2>Часть &amp; целое</h2><p>Утверждение.<span data-footnote="">Источник &lt;1&gt;.</span></p>'
        f'<figure><img src="/library/{picture.uid}/"></figure><table><tbody><tr><td>1</td></tr></tbody></table>'
    )
    return publish_now(make_report(title_ru="Реки & границы", body_ru=body, cover=make_image()), "ru")[0]


def test_the_book_holds_together(edition):
    book = zipfile.ZipFile(io.BytesIO(make_epub(edition).data))
    first = book.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert book.read("mimetype") == b"application/epub+zip"
    container = etree.fromstring(book.read("META-INF/container.xml"))
    package = etree.fromstring(book.read(container.find(".//c:rootfile", NS).get("full-path")))

    items = {item.get("href"): item for item in package.iterfind(".//opf:item", NS)}
    stored = {name.removeprefix("book/") for name in book.namelist() if name.startswith("book/")}
    assert set(items) == stored - {"package.opf"}
    ids = {item.get("id") for item in items.values()}
    assert {ref.get("idref") for ref in package.iterfind(".//opf:itemref", NS)} <= ids
    assert [href for href, item in items.items() if item.get("properties") == "nav"] == ["nav.xhtml"]
    assert len([item for item in items.values() if item.get("properties") == "cover-image"]) == 1

    trees = {href: etree.fromstring(book.read(f"book/{href}")) for href in items if href.endswith(".xhtml")}
    for href, tree in trees.items():
        for link in tree.iterfind(".//x:a", NS):
            name, _hash, anchor = link.get("href").partition("#")
            if not name.startswith("http"):
                target = trees[name or href]
                assert not anchor or target.find(f".//*[@id='{anchor}']") is not None
        for image in tree.iterfind(".//x:img", NS):
            assert image.get("src") in items and image.get("alt")

    assert package.find(".//dc:title", NS).text == "Реки & границы"
    assert package.find(".//dc:language", NS).text == "ru"
    metadata = [meta.get("property") for meta in package.iterfind(".//opf:meta", NS)]
    assert {"dcterms:modified", "schema:accessMode", "schema:accessibilitySummary"} <= set(metadata)


def test_notes_can_be_shown_in_place(edition):
    book = zipfile.ZipFile(io.BytesIO(make_epub(edition).data))
    text = etree.fromstring(book.read("book/text.xhtml"))
    [reference] = text.xpath("//*[@*[name()='epub:type']='noteref']")
    [note] = text.xpath("//*[@*[name()='epub:type']='footnote']")
    assert reference.get("href") == f"#{note.get('id')}"
    assert "".join(note.itertext()).strip() == "1. Источник <1>."


def test_the_same_edition_gives_the_same_bytes(edition):
    assert make_epub(edition).data == make_epub(edition).data


def test_only_reports_have_one(client, make):
    article, report = (
        make_edition(make=make_article, slug_en="a"),
        make_edition(make=make_report, slug_en="r"),
    )
    for edition in (article, report):
        make(edition)
    response = client.get("/en/reports/r/epub/")
    assert zipfile.ZipFile(io.BytesIO(response.getvalue())).testzip() is None
    assert response["Content-Disposition"] == 'inline; filename="r-en-1.epub"'
    assert client.get("/en/articles/a/epub/").status_code == 404


def test_an_old_edition_with_signs_that_no_xml_can_hold_becomes_a_book_and_a_pdf():
    edition = make_edition("en", make=make_report, title_en="Water")
    edition.title, edition.standfirst = "Water\x02 and ice\ufffe", "One\x0btwo"
    edition.content |= {"body": "<p>Sea\x08\uffff.</p>", "funding": "\x01Nobody\x1f"}
    book = zipfile.ZipFile(io.BytesIO(make_epub(edition).data))
    title = etree.fromstring(book.read("book/package.opf")).find(".//dc:title", NS)
    assert title.text == "Water and ice"
    assert "Water and ice" in to_text(prepare(document_html(edition)))
