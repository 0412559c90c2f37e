"""Where notes stand on paper: at the foot of the page that calls them, or, where they find no room there, at the end."""

from django.utils.translation import gettext as _
from lxml import etree, html

AT_FOOT = 2000  # letters of notes that may be called close to each other; a page's foot holds some 5,000
CLOSE = 800  # letters of text: about ten lines, which may all stay together on one page
TIED = 10  # letters of a word that no line may separate from the number of its note


def put_notes_in_place(tree: html.HtmlElement) -> None:
    """Each note goes where it is called, and CSS takes it to the foot; what is too long leaves a word there."""
    section = next(iter(tree.find_class("footnotes")), None)
    if section is None:
        return
    items = {item.get("id"): item for item in section.iter("li")}
    at_end = notes_at_end(tree)
    for reference in tree.xpath('//a[@role="doc-noteref"]'):
        item = items.get(reference.get("href").removeprefix("#"))
        if item is not None:
            note = _pointer(item) if item.get("id") in at_end else _whole(item)
            _tie_to_the_word_before(reference.getparent(), note)
    for item in items.values():
        if item.get("id") not in at_end:
            item.drop_tree()
    if at_end:
        _as_paragraphs(section)
    else:
        section.drop_tree()


def notes_at_end(tree: html.HtmlElement) -> set[str]:
    """Ids of the notes for which the foot of a page has no room. `tree` holds the text and its list of notes."""
    lengths = {
        item.get("id"): len(item.text_content()) for item in tree.xpath('//li[starts-with(@id, "note-")]')
    }
    letters, near, at_end = 0, [], set()
    for event, element in _walk(tree):
        letters += len((element.text if event == "start" else element.tail) or "")
        if event == "end" or element.get("role") != "doc-noteref":
            continue
        name = element.get("href", "").removeprefix("#")
        near = [(place, length) for place, length in near if letters - place < CLOSE]
        length = lengths.get(name, 0)
        if length + sum(each for _place, each in near) > AT_FOOT:
            at_end.add(name)
        else:
            near.append((letters, length))
    return at_end


def _walk(tree):
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str):
            yield event, element


def numbered(item: html.HtmlElement) -> html.HtmlElement:
    """A note of the list as a paragraph that begins with its number."""
    note = html.Element("p", {"class": "note", "id": item.get("id"), **_direction(item)})
    number = html.Element("b")
    number.text, number.tail = item.get("id").removeprefix("note-"), f" {item.text or ''}"
    note.append(number)
    note.extend(item)
    return note


def _as_paragraphs(section):
    for items in list(section.iter("ol")):
        for item in list(items):
            items.addprevious(numbered(item))
        items.drop_tree()
    section.set("class", "notes-at-end")


def _whole(item):
    note = html.Element("span", {"class": "footnote", "id": item.get("id"), **_direction(item)})
    note.text = item.text
    note.extend(item)
    return note


def _direction(item):
    return {"dir": item.get("dir")} if item.get("dir") else {}


def _pointer(item):
    note = html.Element("span", {"class": "footnote"})
    link = html.Element("a", {"class": "at-end", "href": f"#{item.get('id')}"})
    link.text = _("This note is at the end, page")
    note.append(link)
    return note


def _tie_to_the_word_before(place, note):
    """Put the note in its place, so that no line begins with its number."""
    tied = html.Element("span", {"class": "nowrap"})
    tied.tail, place.tail = place.tail, None
    before = place.getprevious()
    text = (place.getparent().text if before is None else before.tail) or ""
    start = max(text.rfind(" ") + 1, len(text) - TIED)
    if before is None:
        place.getparent().text = text[:start]
    else:
        before.tail = text[:start]
    tied.text = text[start:]
    place.getparent().replace(place, tied)
    tied.append(note)
