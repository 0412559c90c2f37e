"""Place notes on paper: at the foot of the page, below the table that refers to them, or at the end of the text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree, html

from thinktank.printing.elements import elements_at, parent_of
from thinktank.printing.typesetter import Page

AT_FOOT = (
    2000  # letters of notes with references close to each other; the foot of a page has room for some 5,000
)
CLOSE = 800  # letters of text: about ten lines, which may all be on one page
BETWEEN_NUMBERS = (
    "\N{THIN SPACE}"  # between two adjacent note numbers: 1 and 2 must not read 12, and a line may end there
)
CALLS = '//a[@role="doc-noteref"]'
TIE, BELOW = "nowrap", "notes-below"
ROUNDING = 1  # pixel
TIED = 10  # last letters of a word that stay on one line with the number of its note


def put_notes_in_place(tree: html.HtmlElement, moved: frozenset[str] = frozenset()) -> None:
    """Move each note to its reference, from where CSS moves it to the foot of the page.

    A note that is too long stays at the end of the text, and the foot of the page says so. Notes of a table go below
    the table, because WeasyPrint allots room for them only after it has filled the page. Notes whose ids are in
    `moved` stay at the end too, and the foot of the page has nothing.
    """
    section = next(iter(tree.find_class("footnotes")), None)
    if section is None:
        return
    items = {item.get("id"): item for item in section.iter("li")}
    at_end = notes_at_end(tree) | moved
    for reference in elements_at(tree, CALLS):
        item = items.get(reference.get("href", "").removeprefix("#"))
        if item is None:
            continue
        if (table := _table_around(reference)) is not None:
            _put_below(table, item)
        elif item.get("id") not in moved:
            note = _pointer(item) if item.get("id") in at_end else _whole(item)
            _tie_to_the_word_before(parent_of(reference), note)
    for item in items.values():
        if item.get("id") not in at_end and item.getparent() is not None:
            item.drop_tree()
    if at_end:
        _as_paragraphs(section)
    else:
        section.drop_tree()


def notes_at_end(tree: html.HtmlElement) -> set[str]:
    """Ids of the notes that are too long for the foot of a page. `tree` has the text and its list of notes."""
    lengths = {
        item.get("id"): len(item.text_content())
        for item in elements_at(tree, '//li[starts-with(@id, "note-")]')
    }
    letters, at_end = 0, set()
    near: list[tuple[int, int]] = []  # (place of a reference, length of its note), both in letters
    for event, element in _walk(tree):
        letters += len((element.text if event == "start" else element.tail) or "")
        is_call = event == "start" and element.get("role") == "doc-noteref"
        if not is_call or _table_around(element) is not None:
            continue
        name = element.get("href", "").removeprefix("#")
        near = [(place, length) for place, length in near if letters - place < CLOSE]
        length = lengths.get(name, 0)
        if length + sum(each for _place, each in near) > AT_FOOT:
            at_end.add(name)
        else:
            near.append((letters, length))
    return at_end


def notes_out_of_place(tree: html.HtmlElement, pages: Sequence[Page]) -> frozenset[str]:
    """Ids of the notes that WeasyPrint lost or printed over the text. `pages` is the layout of the tree."""
    lost = {note.get("data-number") for note in tree.find_class("footnote")}
    laid_over: set[str | None] = set()
    for page in pages:
        text, *others = page._page_box.children
        for foot in _of_kind(others, "FootnoteAreaBox"):
            here = {
                box.element.get("data-number")
                for box in foot.descendants()
                if box.element is not None and "footnote" in (box.element.get("class") or "")
            }
            lost -= here
            end = max(
                (line.position_y + line.height for line in _of_kind(text.descendants(), "LineBox")), default=0
            )
            if end > foot.position_y + ROUNDING or foot.position_y < text.position_y:
                laid_over |= here
    return frozenset(f"note-{number}" for number in lost | laid_over)


def _of_kind(boxes: Iterable[Any], name: str) -> list[Any]:
    return [box for box in boxes if type(box).__name__ == name]


def _walk(tree: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str):
            yield event, element


def numbered(item: html.HtmlElement) -> html.HtmlElement:
    """Turn an item of the list of notes into a paragraph that begins with the note's number."""
    note = html.Element("p", {"class": "note", "id": item.get("id", "")} | _direction(item))
    number = html.Element("b")
    number.text, number.tail = item.get("id", "").removeprefix("note-"), f" {item.text or ''}"
    note.append(number)
    note.extend(item)
    return note


def _table_around(element: html.HtmlElement) -> html.HtmlElement | None:
    """The outermost table around an element, or the list that tables.py has made of one; else None."""
    return next(iter(elements_at(element, 'ancestor::table | ancestor::div[@class="stacked"]')), None)


def _put_below(table: html.HtmlElement, item: html.HtmlElement) -> None:
    below = table.getnext()
    if below is None or below.get("class") != BELOW:
        below = html.Element("div", {"class": BELOW})
        below.tail, table.tail = table.tail, None
        table.addnext(below)
    below.append(numbered(item))


def _as_paragraphs(section: html.HtmlElement) -> None:
    for items in list(section.iter("ol")):
        for item in list(items):
            items.addprevious(numbered(item))
        items.drop_tree()
    section.set("class", "notes-at-end")


def _whole(item: html.HtmlElement) -> html.HtmlElement:
    note = html.Element(
        "span", {"class": "footnote", "id": item.get("id", "")} | _number(item) | _direction(item)
    )
    note.text = item.text
    note.extend(item)
    return note


def _number(item: html.HtmlElement) -> dict[str, str]:
    return {"data-number": item.get("id", "").removeprefix("note-")}


def _direction(item: html.HtmlElement) -> dict[str, str]:
    return {"dir": direction} if (direction := item.get("dir")) else {}


def _pointer(item: html.HtmlElement) -> html.HtmlElement:
    note = html.Element("span", {"class": "footnote"} | _number(item))
    link = html.Element("a", {"class": "at-end", "href": f"#{item.get('id')}", "data-page": "00"})
    link.text = _("This note is at the end, page")
    note.append(link)
    return note


def _tie_to_the_word_before(place: html.HtmlElement, note: html.HtmlElement) -> None:
    """Replace `place` by the note. No line may begin with the note's number."""
    tied = html.Element("span", {"class": TIE})
    tied.tail, place.tail = place.tail, None
    before, parent = place.getprevious(), parent_of(place)
    text = (parent.text if before is None else before.tail) or ""
    start = max(text.rfind(" ") + 1, len(text) - TIED)
    if before is None:
        parent.text = text[:start]
    else:
        before.tail = text[:start]
    tied.text = text[start:]
    if (
        before is not None
        and not before.tail
        and not tied.text.strip("\u200b")
        and before.get("class") == TIE
    ):
        before.tail = BETWEEN_NUMBERS
    parent.replace(place, tied)
    tied.append(note)
