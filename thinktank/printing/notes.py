"""Where notes stand on paper: at the foot of the page that calls them, below the table that does, or at the end."""

from django.utils.translation import gettext as _
from lxml import etree, html

AT_FOOT = 2000  # letters of notes that may be called close to each other; a page's foot holds some 5,000
CLOSE = 800  # letters of text: about ten lines, which may all stay together on one page
BETWEEN_NUMBERS = (
    "\N{THIN SPACE}"  # of two notes called at once: 1 and 2 are not 12, and a line may end there
)
CALLS = '//a[@role="doc-noteref"]'
TIE, BELOW = "nowrap", "notes-below"
ROUNDING = 1  # pixel
TIED = 10  # letters of a word that no line may separate from the number of its note


def put_notes_in_place(tree: html.HtmlElement, moved: frozenset[str] = frozenset()) -> None:
    """Each note goes where it is called, and CSS takes it to the foot; what is too long leaves a word there.

    Those of a table stand below it: WeasyPrint finds their room at the foot only after it has filled the page.
    Those that were `moved` stand at the end and leave a number alone.
    """
    section = next(iter(tree.find_class("footnotes")), None)
    if section is None:
        return
    items = {item.get("id"): item for item in section.iter("li")}
    at_end = notes_at_end(tree) | moved
    for reference in tree.xpath(CALLS):
        item = items.get(reference.get("href").removeprefix("#"))
        if item is None:
            continue
        if (table := _table_around(reference)) is not None:
            _put_below(table, item)
        elif item.get("id") not in moved:
            note = _pointer(item) if item.get("id") in at_end else _whole(item)
            _tie_to_the_word_before(reference.getparent(), note)
    for item in items.values():
        if item.get("id") not in at_end and item.getparent() is not None:
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


def notes_out_of_place(tree: html.HtmlElement, pages) -> frozenset[str]:
    """Ids of the notes that WeasyPrint has lost, or laid over the text, when it made these pages of the tree."""
    lost, laid_over = {note.get("data-number") for note in tree.find_class("footnote")}, set()
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


def _of_kind(boxes, name):
    return [box for box in boxes if type(box).__name__ == name]


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


def _table_around(element):
    """The outermost table, or what tables.py has made of one, that an element stands in."""
    tables = element.xpath('ancestor::table | ancestor::div[@class="stacked"]')
    return tables[0] if tables else None


def _put_below(table, item):
    below = table.getnext()
    if below is None or below.get("class") != BELOW:
        below = html.Element("div", {"class": BELOW})
        below.tail, table.tail = table.tail, None
        table.addnext(below)
    below.append(numbered(item))


def _as_paragraphs(section):
    for items in list(section.iter("ol")):
        for item in list(items):
            items.addprevious(numbered(item))
        items.drop_tree()
    section.set("class", "notes-at-end")


def _whole(item):
    note = html.Element(
        "span", {"class": "footnote", "id": item.get("id"), **_number(item), **_direction(item)}
    )
    note.text = item.text
    note.extend(item)
    return note


def _number(item):
    return {"data-number": item.get("id").removeprefix("note-")}


def _direction(item):
    return {"dir": item.get("dir")} if item.get("dir") else {}


def _pointer(item):
    note = html.Element("span", {"class": "footnote", **_number(item)})
    link = html.Element("a", {"class": "at-end", "href": f"#{item.get('id')}", "data-page": "00"})
    link.text = _("This note is at the end, page")
    note.append(link)
    return note


def _tie_to_the_word_before(place, note):
    """Put the note in its place, so that no line begins with its number."""
    tied = html.Element("span", {"class": TIE})
    tied.tail, place.tail = place.tail, None
    before = place.getprevious()
    text = (place.getparent().text if before is None else before.tail) or ""
    start = max(text.rfind(" ") + 1, len(text) - TIED)
    if before is None:
        place.getparent().text = text[:start]
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
    place.getparent().replace(place, tied)
    tied.append(note)
