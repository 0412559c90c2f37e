"""Turn an HTML page for screens into one for paper: notes on their pages, pictures large enough for print."""

import re

from lxml import html

from thinktank.language.plain import kept
from thinktank.printing.cover import fit_picture
from thinktank.printing.direction import say_directions
from thinktank.printing.elements import elements_at, parent_of
from thinktank.printing.flow import emptiness, let_text_go_first, number_blocks
from thinktank.printing.long_words import let_long_words_break
from thinktank.printing.notes import notes_out_of_place, put_notes_in_place
from thinktank.printing.spaces import set_spaces_apart
from thinktank.printing.tables import DEEPEST_IN_A_CELL, settings_on_a_page, suit_tables
from thinktank.printing.typesetter import Rendered, lay_out

ATTEMPTS = 5  # layouts, until all notes are in their places
PASSES = 3  # of moving charts and tables behind text
DEEPEST = 6  # levels of nested lists and quotations; deeper ones get no more indent
PRINT_WIDTH = 1400  # pixels: 220 dots per inch on the width of a page
ONLY_ON_SCREENS = [
    "elsewhere__told",
    "elsewhere__open",
    "footnotes-back",
    "on-this-page",
    "enlarged",
    "chart-data",
]  # classes of elements that paper does not need
EMPHASIS = {"em", "strong", "i", "b"}
SHORT_WORD = 6  # letters
CANDIDATE = re.compile(r"(\S+) (\d+)w")


def prepare(document: str, moved: frozenset[str] = frozenset()) -> html.HtmlElement:
    """The document as a tree that is ready for layout. `moved`: ids of notes that go to the end, see notes.py."""
    tree = as_tree(document)
    suit_the_typesetter(tree)
    suit_tables(tree, settings_on_a_page)
    put_notes_in_place(tree, moved)
    let_long_words_break(tree)
    set_spaces_apart(tree)
    for title in tree.iter("h1"):
        words = title.text_content()
        del title[:]
        title.text = _without_a_short_last_line(words)
    fit_picture(tree)
    return tree


def typeset(document: str) -> Rendered:
    """Lay out an HTML document. Notes that WeasyPrint loses or prints over the text go to the end.

    Raises Unprintable.
    """
    moved: frozenset[str] = frozenset()
    for _attempt in range(ATTEMPTS):
        tree = prepare(document, moved)
        number_blocks(tree)
        rendered = lay_out(to_text(tree), "single.css")
        out_of_place = notes_out_of_place(tree, rendered.pages)
        if not out_of_place:
            return _without_empty_pages(tree, rendered)
        moved |= out_of_place
    return rendered


def _without_empty_pages(tree: html.HtmlElement, rendered: Rendered) -> Rendered:
    """Move charts and tables behind text as long as that leaves fewer pages with empty space."""
    for _attempt in range(PASSES):
        if not let_text_go_first(tree, rendered.pages):
            break
        other = lay_out(to_text(tree), "single.css")
        is_better = emptiness(other.pages) < emptiness(rendered.pages) and len(other.pages) <= len(
            rendered.pages
        )
        if not is_better or notes_out_of_place(tree, other.pages):
            break
        rendered = other
    return rendered


def as_tree(document: str) -> html.HtmlElement:
    """Parse the page, without characters that old editions may contain and files cannot.

    <wbr> is removed too: the HTML 4 parser treats it as a container, and links would lose their tags in the PDF.
    """
    return html.document_fromstring(kept(document).replace("<wbr>", ""))


def suit_the_typesetter(tree: html.HtmlElement) -> None:
    """Adapt a page to WeasyPrint.

    Pictures get large files and alternative texts, numbered lists their first number, and links the structure that
    WeasyPrint can tag. Elements for screens are removed.
    """
    say_directions(tree)
    for element in tree.iter("li", "blockquote"):
        depth = len(list(element.iterancestors("li", "blockquote")))
        if depth >= (
            DEEPEST_IN_A_CELL if next(element.iterancestors("td", "th"), None) is not None else DEEPEST
        ):
            element.set("class", "is-deep")
    for numbered in elements_at(tree, "//ol[@start]"):
        numbered.set("style", f"counter-reset: item {int(numbered.get('start', '')) - 1}")
    for picture in list(tree.iter("picture")):
        _choose_large(picture)
    for image in tree.iter("img"):
        if not image.get("alt"):  # a logo: the name next to it
            image.set("alt", parent_of(image).text_content().strip() or "—")

    for numbered in elements_at(tree, "//ol[@start]"):
        if (start := numbered.get("start", "")).isdecimal():
            numbered.set("style", f"counter-reset: item {int(start) - 1}")
    for name in ONLY_ON_SCREENS:
        for element in tree.find_class(name):
            element.drop_tree()
    for link in list(tree.iter("a")):
        link.drop_tag() if link.find(".//img") is not None else _simplify(link)


def _simplify(link: html.HtmlElement) -> None:
    """Move emphasis from the inside of a link to its outside, where WeasyPrint keeps the link's tag."""
    for inner in [each for each in link.iterdescendants() if each.tag in EMPHASIS]:
        is_whole = (
            inner.getparent() is link and not (link.text or "").strip() and not (inner.tail or "").strip()
        )
        if is_whole and len(link) == 1:
            around = html.Element(inner.tag)
            around.tail, link.tail = link.tail, None
            parent_of(link).replace(link, around)
            around.append(link)
        inner.drop_tag()


def to_text(tree: html.HtmlElement) -> str:
    return html.tostring(tree, doctype="<!DOCTYPE html>", encoding="unicode")


def _choose_large(picture: html.HtmlElement) -> None:
    """Replace a <picture> by its <img>, with the smallest file that is large enough for print."""
    image = next(picture.iter("img"))
    widths = sorted((int(width), url) for url, width in CANDIDATE.findall(image.get("srcset", "")))
    if widths:
        image.set("src", next((url for width, url in widths if width >= PRINT_WIDTH), widths[-1][1]))
    for name in ("srcset", "sizes", "loading", "decoding"):
        image.attrib.pop(name, None)
    image.tail = picture.tail
    parent_of(picture).replace(picture, image)


def _without_a_short_last_line(title: str) -> str:
    """Join the last two words with a no-break space when the last one is short."""
    start, space, last = title.rpartition(" ")
    return f"{start}\N{NO-BREAK SPACE}{last}" if space and len(last) <= SHORT_WORD else title
