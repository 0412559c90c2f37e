"""The EPUB 3 of a report: https://www.w3.org/TR/epub-33/, with accessibility metadata (EPUB Accessibility 1.1)."""

import datetime
import io
import zipfile
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from lxml import etree

from thinktank.language.plain import kept
from thinktank.printing.paper import as_tree, suit_the_typesetter
from thinktank.printing.pdf import document_context
from thinktank.printing.tables import IN_A_BOOK, suit_tables
from thinktank.printing.typesetter import HERE, own_file
from thinktank.publishing.editions.generated_files import GeneratedFile

MEDIA_TYPE = "application/epub+zip"
XHTML, EPUB = "http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"
FORBIDDEN = {"tabindex", "type", "hreflang", "loading", "decoding", "fetchpriority"}
DAY_ONE = (1980, 1, 1, 0, 0, 0)  # the same edition gives the same bytes
ROLES = {"author": "aut", "editor": "edt", "translator": "trl"}  # MARC relators


def make_epub(edition, beside=None):
    return GeneratedFile(_zipped(files_of_epub(edition)), MEDIA_TYPE)


def files_of_epub(edition) -> dict[str, bytes]:
    """Contents of the book by path, in the order in which they are stored."""
    with translation.override(edition.language):
        context = document_context(edition)
        page = as_tree(render_to_string(context["publication_type"].detail_template, context))
        suit_tables(page, lambda table: IN_A_BOOK)
        suit_the_typesetter(page)
        pictures = _Pictures()
        text, cover = _text(page, pictures), _cover(page, pictures)
        context |= {
            "modified": edition.live_from.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [
                person | {"relator": ROLES[person["role"]]}
                for person in context["people"]
                if person["role"] in ROLES
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
            "book/book.css": (HERE / "css" / "epub.css").read_bytes(),
        }
    return files | {f"book/{name}": data for name, data in pictures.files.items()}


def _rendered(name, context):
    """A file of the book; parsed once, so that what is not well-formed never leaves."""
    text = kept(render_to_string(f"printing/epub/{name}", context)).strip().encode()
    return etree.tostring(etree.fromstring(text), encoding="utf-8", xml_declaration=True)


def _with_text(frame, parts):
    tree = etree.fromstring(frame)
    tree.find(f".//{{{XHTML}}}main").extend(parts)
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)


class _Pictures:
    """Pictures of the site on their way into the book."""

    def __init__(self):
        self.files = {}

    def take(self, address):
        """The picture's path in the book."""
        name = "pictures/" + "-".join(Path(address).parts[-2:])
        self.files[name] = own_file(urljoin(settings.SITE_ORIGIN, address))
        return name

    def manifest(self, cover):
        return [
            {
                "id": f"picture-{number}",
                "path": name,
                "type": f"image/{name.rpartition('.')[2]}",
                "is_cover": name == cover,
            }
            for number, name in enumerate(self.files, 1)
        ]


def _cover(page, pictures):
    image = next((i for figure in page.find_class("title-page-picture") for i in figure.iter("img")), None)
    return pictures.take(image.get("src")) if image is not None else ""


def _text(page, pictures):
    """The text, the recommendations and the notes as XHTML elements."""
    sections = [
        part
        for name in ("key-findings", "recommendations", "prose", "footnotes")
        for part in page.find_class(name)
    ]
    parts = []
    for section in sections:
        for image in section.iter("img"):
            image.set("src", pictures.take(image.get("src")))
        for link in section.iter("a"):
            if link.get("href", "").startswith("/"):
                link.set("href", settings.SITE_ORIGIN + link.get("href"))
        parts.append(_xhtml(section))
    return parts


def _xhtml(element):
    new = etree.Element(f"{{{XHTML}}}{element.tag}", nsmap={None: XHTML, "epub": EPUB})
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


def _as_footnotes(section):
    """The list of notes as asides, which readers show in place; each with its number."""
    section.set(f"{{{EPUB}}}type", "footnotes")
    section.attrib.pop("role", None)
    notes = section.find(f"{{{XHTML}}}ol")
    notes.tag = f"{{{XHTML}}}div"
    for number, note in enumerate(notes, 1):
        note.tag = f"{{{XHTML}}}aside"
        note.set("role", "doc-footnote")
        note.set(f"{{{EPUB}}}type", "footnote")
        label = etree.Element(f"{{{XHTML}}}b")
        label.text, label.tail, note.text = f"{number}.", f" {note.text or ''}", None
        note.insert(0, label)


def _zipped(files):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, DAY_ONE)
            is_packed = name != "mimetype" and not name.endswith((".jpeg", ".png", ".webp"))
            entry.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
            book.writestr(entry, data)
    return written.getvalue()
