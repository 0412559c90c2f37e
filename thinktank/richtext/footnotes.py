"""Footnotes: each `<span data-footnote>` becomes a numbered reference in the text and a note at its end."""

from typing import cast

from django.utils.translation import gettext as _
from lxml import etree, html
from lxml.html import HtmlElement

from thinktank.richtext.markup import BLOCKS, is_blank

SPACES = " \t\r\n\xa0\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))
INLINE = {"em", "strong", "a", "sub", "sup"}
PLACE = "data-note"  # marks the empty `sup` where a note was, until it gets its number


def take_footnotes(tree: HtmlElement) -> list[HtmlElement]:
    """Remove the notes from the text; returns a tree for each, in reading order."""
    notes: list[HtmlElement] = []
    for span in reversed(list(tree.iter("span"))):
        if is_blank(span):
            span.drop_tag()
            continue
        link = next(span.iterancestors("a"), None)
        _close_up(span)
        place = html.Element("sup", {PLACE: str(len(notes))})
        if link is None:
            span.addprevious(place)
        else:
            link.addnext(place)  # a reference is a link, and links must not contain links
            place.tail, link.tail = link.tail, None
        span.drop_tree()
        span.tail = None
        notes.append(_as_note(span, link))
        if link is not None and is_blank(link):
            link.drop_tree()
    return [notes[int(place.attrib[PLACE])] for place in places(tree)]


def _close_up(span: HtmlElement) -> None:
    """Remove the space before a note: "end. [Note]" becomes "end.¹". If words follow, move the space behind the note."""
    owner, name = _text_before(span)
    text = getattr(owner, name) or ""
    closed = text.rstrip(SPACES)
    inside = "".join(span.itertext())
    if (closed != text or inside != inside.strip(SPACES)) and (span.tail or "x")[0].isalnum() and span.tail:
        span.tail = f" {span.tail}"
    if closed or owner.tag not in BLOCKS:
        setattr(owner, name, closed)


def _text_before(span: HtmlElement) -> tuple[HtmlElement, str]:
    """(element, "text" or "tail") of the words before a note, also of those in bold or italics."""
    parent = _parent(span)
    while span.getprevious() is None and not parent.text and parent.tag in INLINE:
        span, parent = parent, _parent(parent)
    element = span.getprevious()
    if element is None:
        return parent, "text"
    while not element.tail and len(element) and element.tag in INLINE:
        element = element[-1]
    return (element, "tail") if element.tail or element.tag not in INLINE else (element, "text")


def _parent(element: HtmlElement) -> HtmlElement:
    """The parent of an element that is inside a text."""
    return cast(HtmlElement, element.getparent())


def places(tree: HtmlElement) -> list[HtmlElement]:
    """The `sup` elements where the notes were, in reading order."""
    return [sup for sup in tree.iter("sup") if PLACE in sup.attrib]


def number_footnotes(tree: HtmlElement) -> None:
    """Put the references where the notes were. Their labels are in the active language."""
    for number, place in enumerate(places(tree), 1):
        del place.attrib[PLACE]
        reference = etree.SubElement(place, "a")
        reference.set("href", f"#note-{number}")
        reference.set("id", f"note-{number}-ref")
        reference.set("role", "doc-noteref")
        reference.set("aria-label", _("Footnote %(number)s") % {"number": number})
        reference.text = str(number)


def _as_note(span: HtmlElement, link: HtmlElement | None) -> HtmlElement:
    note = html.Element("div")
    holder = note if link is None else etree.SubElement(note, "a", dict(link.attrib))
    holder.append(span)
    for element in list(span.iterdescendants()):
        if element.tag == "img":
            element.drop_tree()
        elif element.tag in BLOCKS:
            element.tail = f" {element.tail or ''}"
            element.drop_tag()
    span.drop_tag()
    return note
