"""From a page for screens to one for paper: notes where they are called, pictures large enough for print."""

import re

from lxml import html

from thinktank.language.plain import kept
from thinktank.printing.cover import fit_picture
from thinktank.printing.direction import say_directions
from thinktank.printing.flow import emptiness, let_text_go_first, number_blocks
from thinktank.printing.long_words import let_long_words_break
from thinktank.printing.notes import notes_out_of_place, put_notes_in_place
from thinktank.printing.spaces import set_spaces_apart
from thinktank.printing.tables import DEEPEST_IN_A_CELL, settings_on_a_page, suit_tables
from thinktank.printing.typesetter import lay_out

ATTEMPTS = 5  # until all notes are in their place
PASSES = 3  # of letting the text flow before charts
DEEPEST = 6  # lists and quotations in each other: what lies deeper is not indented any more
PRINT_WIDTH = 1400  # pixels: 220 dots per inch on the width of a page
OF_SCREENS = ["footnotes-back", "on-this-page", "enlarged"]  # what only a screen has a use for
EMPHASIS = {"em", "strong", "i", "b"}
SHORT_WORD = 6  # letters
CANDIDATE = re.compile(r"(\S+) (\d+)w")


def prepare(document: str, moved: frozenset[str] = frozenset()) -> html.HtmlElement:
    """`moved`: notes that must stand at the end, see notes.py."""
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


def typeset(document: str):
    """WeasyPrint's document. Notes that it loses, or lays over the text, stand at the end instead."""
    moved = frozenset()
    for _attempt in range(ATTEMPTS):
        tree = prepare(document, moved)
        number_blocks(tree)
        rendered = lay_out(to_text(tree), "single.css")
        out_of_place = notes_out_of_place(tree, rendered.pages)
        if not out_of_place:
            return _without_empty_pages(tree, rendered)
        moved |= out_of_place
    return rendered


def _without_empty_pages(tree, rendered):
    """The same with charts a little later, as long as that leaves fewer pages empty."""
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


def as_tree(document: str):
    """The page parsed, without signs that an old edition may hold and no file can.

    Without places to break a line too: the parser takes what follows into them, and PDFs would lose the tag of a link.
    """
    return html.document_fromstring(kept(document).replace("<wbr>", ""))


def suit_the_typesetter(tree) -> None:
    """Large pictures, each with a text for those who hear it; lists that begin where they say; links whose words
    WeasyPrint tags as links.
    """
    say_directions(tree)
    for element in tree.iter("li", "blockquote"):
        depth = len(list(element.iterancestors("li", "blockquote")))
        if depth >= (
            DEEPEST_IN_A_CELL if next(element.iterancestors("td", "th"), None) is not None else DEEPEST
        ):
            element.set("class", "is-deep")
    for numbered in tree.xpath("//ol[@start]"):
        numbered.set("style", f"counter-reset: item {int(numbered.get('start')) - 1}")
    for picture in list(tree.iter("picture")):
        _choose_large(picture)
    for image in tree.iter("img"):
        if not image.get("alt"):  # a logo: the name beside it
            image.set("alt", image.getparent().text_content().strip() or "—")

    for numbered in tree.xpath("//ol[@start]"):
        if numbered.get("start").isdecimal():
            numbered.set("style", f"counter-reset: item {int(numbered.get('start')) - 1}")
    for name in OF_SCREENS:
        for element in tree.find_class(name):
            element.drop_tree()
    for link in list(tree.iter("a")):
        link.drop_tag() if link.find(".//img") is not None else _simplify(link)


def _simplify(link):
    """Emphasis stands around a link, not in it."""
    for inner in [each for each in link.iterdescendants() if each.tag in EMPHASIS]:
        is_whole = (
            inner.getparent() is link and not (link.text or "").strip() and not (inner.tail or "").strip()
        )
        if is_whole and len(link) == 1:
            around = html.Element(inner.tag)
            around.tail, link.tail = link.tail, None
            link.getparent().replace(link, around)
            around.append(link)
        inner.drop_tag()


def to_text(tree) -> str:
    return html.tostring(tree, doctype="<!DOCTYPE html>", encoding="unicode")


def _choose_large(picture):
    """An image alone, in the smallest size that is large enough for print."""
    image = next(picture.iter("img"))
    widths = sorted((int(width), url) for url, width in CANDIDATE.findall(image.get("srcset", "")))
    if widths:
        image.set("src", next((url for width, url in widths if width >= PRINT_WIDTH), widths[-1][1]))
    for name in ("srcset", "sizes", "loading", "decoding"):
        image.attrib.pop(name, None)
    image.tail = picture.tail
    picture.getparent().replace(picture, image)


def _without_a_short_last_line(title):
    """The last two words stay together when the last one is short."""
    start, space, last = title.rpartition(" ")
    return f"{start}\N{NO-BREAK SPACE}{last}" if space and len(last) <= SHORT_WORD else title
