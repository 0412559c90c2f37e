"""Writes a feed as RSS 2.0 with the modules `content` (the whole text), `dc` (names without mail addresses) and `atom`."""

from email.utils import format_datetime

from lxml import etree

from thinktank.language.plain import kept
from thinktank.syndication.feeds.feed import Entry, Feed

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"


def write_rss(feed: Feed) -> bytes:
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page)
    _add(channel, "description", feed.subtitle or feed.title)
    _add(channel, "language", feed.language)
    if feed.rights:
        _add(channel, "copyright", feed.rights)
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    etree.SubElement(
        channel, f"{{{ATOM}}}link", {"rel": "self", "href": feed.address, "type": "application/rss+xml"}
    )
    if feed.hub:
        etree.SubElement(channel, f"{{{ATOM}}}link", {"rel": "hub", "href": feed.hub})
    for entry in feed.entries:
        _write_item(etree.SubElement(channel, "item"), entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _write_item(item: etree._Element, entry: Entry) -> None:
    _add(item, "title", entry.title)
    _add(item, "link", entry.page)
    _add(item, "guid", entry.id).set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(entry.published))
    for author in entry.authors:
        _add(item, f"{{{DC}}}creator", author.name)
    for subject in entry.subjects:
        _add(item, "category", subject)
    _add(item, "description", entry.summary or entry.title)
    if entry.content:
        _add(item, f"{{{CONTENT}}}encoded", entry.content)
    if entry.enclosure:
        file = entry.enclosure
        attributes = {"url": file.address, "length": str(file.size), "type": file.media_type}
        etree.SubElement(item, "enclosure", attributes)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = kept(text)
    return element
