"""The EPUB 3 of a report: https://www.w3.org/TR/epub-33/, with accessibility metadata (EPUB Accessibility 1.1)."""

import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from lxml import etree, html

from thinktank.language.plain import kept
from thinktank.printing.paper import as_tree, suit_the_typesetter
from thinktank.printing.pdf import document_context
from thinktank.printing.tables import IN_A_BOOK, suit_tables
from thinktank.printing.typesetter import PRINTING, own_file
from thinktank.publishing.editions.generated_files import GeneratedFile
from thinktank.publishing.models import Edition

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # lxml has no public name for this type

MEDIA_TYPE = "application/epub+zip"
XHTML, EPUB = "http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"
FORBIDDEN = {"tabindex", "type", "hreflang", "loading", "decoding", "fetchpriority"}
DAY_ONE = (1980, 1, 1, 0, 0, 0)  # one fixed date, so that the same edition gives the same bytes
MARC_ROLES = {"author": "aut", "editor": "edt", "translator": "trl"}  # MARC relators


def make_epub(edition: Edition, beside: Edition | None = None) -> GeneratedFile:
    return GeneratedFile(_zipped(files_of_epub(edition)), MEDIA_TYPE)


def files_of_epub(edition: Edition) -> dict[str, bytes]:
    """Contents of the files by their paths in the archive, in the order in which the archive stores them."""
    with translation.override(edition.language):
        context = document_context(edition)
        page = as_tree(render_to_string(context["publication_type"].detail_template, context))
        _show_data(page)
        suit_tables(page, lambda table: IN_A_BOOK)
        suit_the_typesetter(page)
        pictures = _Pictures()
        text, cover = _text(page, pictures), _cover(page, pictures)
        context |= {
            "modified": edition.live_from.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [
                person | {"relator": MARC_ROLES[person["role"]]}
                for person in context["people"]
                if person["role"] in MARC_ROLES
            ],
            "pictures": pictures.manifest(cover),
            "cover": cover,
            "publisher": [i["name"] for i in context["institutions"] if i["role"] == "publisher"],
        }
        files = {
            "mimetype": MEDIA_TYPE.encode(),
            "META-INF/container.xml": _rendered("container.xml", context),
            "book/package.opf": _rendered("package.html", context),
            "book/nav.xhtml": _rendered("nav.html", context),
            "book/title.xhtml": _rendered("title.html", context),
            "book/text.xhtml": _with_text(_rendered("text.html", context), text),
            "book/colophon.xhtml": _rendered("colophon.html", context),
            "book/book.css": (PRINTING / "css" / "epub.css").read_bytes(),
        }
    return files | {f"book/{name}": data for name, data in pictures.files.items()}


def _rendered(name: str, context: Mapping[str, Any]) -> bytes:
    """A file of the book. It is parsed, so that markup that is not well-formed raises XMLSyntaxError."""
    text = kept(render_to_string(f"printing/epub/{name}", context)).strip().encode()
    return etree.tostring(etree.fromstring(text), encoding="utf-8", xml_declaration=True)


def _with_text(frame: bytes, parts: "Iterable[Element]") -> bytes:
    tree = etree.fromstring(frame)
    main = tree.find(f".//{{{XHTML}}}main")
    assert main is not None  # noqa: S101 (the template text.html has it)
    main.extend(parts)
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)


def _show_data(page: html.HtmlElement) -> None:
    """Put the table of each chart in the place of its drawing."""
    for chart in page.find_class("chart"):
        for drawing in chart.findall(".//svg"):
            drawing.drop_tree()
        for data in chart.find_class("chart-data"):
            for other in [each for each in data if each.get("class") != "table-scroll"]:
                other.drop_tree()
            data.drop_tag()


class _Pictures:
    """The pictures of the book: `files` has their contents by path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def take(self, address: str) -> str:
        """Add the picture at this address of the site; returns its path in the book."""
        name = "pictures/" + "-".join(Path(address).parts[-2:])
        self.files[name] = own_file(urljoin(settings.SITE_ORIGIN, address))
        return name

    def manifest(self, cover: str) -> list[dict[str, Any]]:
        return [
            {
                "id": f"picture-{number}",
                "path": name,
                "type": f"image/{name.rpartition('.')[2]}",
                "is_cover": name == cover,
            }
            for number, name in enumerate(self.files, 1)
        ]


def _cover(page: html.HtmlElement, pictures: _Pictures) -> str:
    image = next((i for figure in page.find_class("title-page-picture") for i in figure.iter("img")), None)
    return pictures.take(image.get("src", "")) if image is not None else ""


def _text(page: html.HtmlElement, pictures: _Pictures) -> "list[Element]":
    """Key findings, recommendations, the text and its notes as XHTML elements."""
    sections = [
        part
        for name in ("key-findings", "recommendations", "prose", "footnotes")
        for part in page.find_class(name)
    ]
    parts = []
    for section in sections:
        for image in section.iter("img"):
            image.set("src", pictures.take(image.get("src", "")))
        for link in section.iter("a"):
            if (path := link.get("href", "")).startswith("/"):
                link.set("href", settings.SITE_ORIGIN + path)
        parts.append(_xhtml(section))
    return parts


def _xhtml(element: html.HtmlElement) -> "Element":
    new = etree.Element(f"{{{XHTML}}}{str(element.tag)}", nsmap={None: XHTML, "epub": EPUB})
    for name, value in element.attrib.items():
        if name not in FORBIDDEN and not name.startswith("data-"):
            new.set(name, value)
    new.text, new.tail = element.text, element.tail
    new.extend(_xhtml(child) for child in element if isinstance(child.tag, str))
    if element.get("role") == "doc-noteref":
        new.set(f"{{{EPUB}}}type", "noteref")
    if element.get("class") == "footnotes":
        _as_footnotes(new)
    return new


def _as_footnotes(section: "Element") -> None:
    """Turn the list of notes into numbered asides, which EPUB readers show as pop-ups."""
    section.set(f"{{{EPUB}}}type", "footnotes")
    section.attrib.pop("role", None)
    notes = section.find(f"{{{XHTML}}}ol")
    if notes is None:
        return
    notes.tag = f"{{{XHTML}}}div"
    for number, note in enumerate(notes, 1):
        note.tag = f"{{{XHTML}}}aside"
        note.set("role", "doc-footnote")
        note.set(f"{{{EPUB}}}type", "footnote")
        label = etree.Element(f"{{{XHTML}}}b")
        label.text, label.tail, note.text = f"{number}.", f" {note.text or ''}", None
        note.insert(0, label)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, DAY_ONE)
            is_packed = name != "mimetype" and not name.endswith((".jpeg", ".png", ".webp"))
            entry.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
            book.writestr(entry, data)
    return written.getvalue()
