"""Footnotes: `<span data-footnote>` in the text becomes a numbered reference here and a note at the end."""

from django.utils.translation import gettext as _
from lxml import etree, html

from thinktank.publishing.markup import BLOCKS, is_blank

PLACE = "data-note"  # marks the empty `sup` that stands where a note was, until it gets its number


def take_footnotes(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Take the notes out of the text, each into a tree of its own, in reading order."""
    notes = []
    for span in reversed(list(tree.iter("span"))):
        if is_blank(span):
            span.drop_tag()
            continue
        link = next(span.iterancestors("a"), None)
        place = etree.Element("sup", {PLACE: str(len(notes))})
        if link is None:
            span.addprevious(place)
        else:
            link.addnext(place)  # a reference is a link itself, and links hold no links
            place.tail, link.tail = link.tail, None
        span.drop_tree()
        span.tail = None
        notes.append(_as_note(span, link))
        if link is not None and is_blank(link):
            link.drop_tree()
    return [notes[int(place.get(PLACE))] for place in places(tree)]


def places(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Where the notes were, in reading order."""
    return [sup for sup in tree.iter("sup") if PLACE in sup.attrib]


def number_footnotes(tree: html.HtmlElement) -> None:
    """Put the references, with their words in the active language, where the notes were."""
    for number, place in enumerate(places(tree), 1):
        del place.attrib[PLACE]
        reference = etree.SubElement(place, "a")
        reference.set("href", f"#note-{number}")
        reference.set("id", f"note-{number}-ref")
        reference.set("role", "doc-noteref")
        reference.set("aria-label", _("Footnote %(number)s") % {"number": number})
        reference.text = str(number)


def _as_note(span, link):
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
