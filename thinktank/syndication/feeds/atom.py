"""Writes a feed as Atom (RFC 4287)."""

import datetime

from lxml import etree

from thinktank.language.plain import kept
from thinktank.syndication.feeds.feed import Entry, Feed

NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write_atom(feed: Feed) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}feed", {LANGUAGE: feed.language}, nsmap={None: NAMESPACE})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", moment(feed.updated))
    _add(etree.SubElement(root, f"{{{NAMESPACE}}}author"), "name", feed.publisher)
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    if feed.hub:
        _link(root, "hub", feed.hub)
    if feed.rights:
        _add(root, "rights", feed.rights)
    for entry in feed.entries:
        _write_entry(etree.SubElement(root, f"{{{NAMESPACE}}}entry"), entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _write_entry(element: etree._Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", moment(entry.published))
    _add(element, "updated", moment(entry.updated))
    for author in entry.authors:
        person = etree.SubElement(element, f"{{{NAMESPACE}}}author")
        _add(person, "name", author.name)
        if author.page:
            _add(person, "uri", author.page)
    _link(element, "alternate", entry.page, "text/html")
    if entry.enclosure:
        link = _link(element, "enclosure", entry.enclosure.address, entry.enclosure.media_type)
        link.set("length", str(entry.enclosure.size))
    for subject in entry.subjects:
        etree.SubElement(element, f"{{{NAMESPACE}}}category", {"term": kept(subject)})
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.content:
        _add(element, "content", entry.content).set("type", "html")


def moment(value: datetime.datetime) -> str:
    """A moment in UTC as RFC 3339 writes it, to the second."""
    return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = kept(text)
    return element


def _link(parent: etree._Element, rel: str, address: str, media_type: str = "") -> etree._Element:
    attributes = {"rel": rel, "href": address, **({"type": media_type} if media_type else {})}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}link", attributes)
