"""Charts and tables that find no room on a page let the paragraphs after them go first, and begin the next page.

WeasyPrint has no floats to the top of a page: the text is laid out, such places are looked for, and it is laid out anew.
"""

from dataclasses import dataclass

from lxml import html

EMPTY = 0.22  # of the height of a page: less may stay empty at its foot
MOST = 6  # paragraphs that go first
TWO_LINES = 39  # pixels: a paragraph begins where there is room for so much
BLOCK = "data-block"


@dataclass
class Piece:
    """A part of a block of the text on one page; lengths in pixels."""

    page: int
    block: int
    top: float
    height: float


def number_blocks(tree: html.HtmlElement) -> None:
    """So that the boxes of a layout can be told: see `let_text_go_first`."""
    for number, block in enumerate(_blocks(tree)):
        block.set(BLOCK, str(number))


def let_text_go_first(tree: html.HtmlElement, pages) -> bool:
    """Move what leaves a page empty behind the paragraphs that have room there. Whether anything was moved."""
    blocks, pieces, moved = _blocks(tree), _pieces(pages), False
    for number, room in _empty(pages, pieces).items():
        first = next(
            iter(sorted((each for each in pieces if each.page == number + 1), key=lambda each: each.top)),
            None,
        )
        if first is None or not _jumps(blocks, pieces, first):
            continue
        followers = list(_followers(blocks, pieces, first.block, room))
        if followers:
            followers[-1].addnext(blocks[first.block])
            moved = True
    return moved


def emptiness(pages) -> int:
    """How many pages end empty, but for the last of the text."""
    return len(_empty(pages, _pieces(pages)))


def _blocks(tree):
    return [block for prose in tree.find_class("prose") for block in prose]


def _pieces(pages):
    found = []
    for number, page in enumerate(pages):
        for box in page._page_box.descendants():
            name = box.element.get(BLOCK) if box.element is not None else None
            if name is not None and not box.element_tag.endswith(("::before", "::after")) and _is_block(box):
                found.append(Piece(number, int(name), box.position_y, box.margin_height()))
    return found


def _is_block(box):
    return any(kind.__name__ == "BlockLevelBox" for kind in type(box).__mro__)


def _empty(pages, pieces):
    """{number of a page: pixels that are empty at the end of its text}, where it is much and the text goes on."""
    found, last = {}, max((each.page for each in pieces), default=0)
    for number, page in enumerate(pages[:last]):
        box = page._page_box
        end = max((each.top + each.height for each in pieces if each.page == number), default=None)
        foot = sum(each.margin_height() for each in box.children if type(each).__name__ == "FootnoteAreaBox")
        room = 0 if end is None else box.content_box_y() + box.height - foot - end
        if room > EMPTY * box.height:
            found[number] = room
    return found


def _jumps(blocks, pieces, first):
    """Whether it is a chart or a table that begins on its page, and nothing just before announces it."""
    block = blocks[first.block]
    names = block.get("class") or ""
    is_free = block.tag == "figure" or ("table-scroll" in names and "is-turned" not in names)
    begins = first.page == min(each.page for each in pieces if each.block == first.block)
    before = blocks[first.block - 1].text_content().rstrip() if first.block else ""
    return is_free and begins and not before.endswith(":")


def _followers(blocks, pieces, number, room):
    """The paragraphs after a block that begin in this room."""
    for place in range(number + 1, min(number + 1 + MOST, len(blocks))):
        is_next = blocks[place].getparent() is blocks[number].getparent()
        if not is_next or blocks[place].tag != "p" or room <= TWO_LINES:
            return
        yield blocks[place]
        room -= sum(each.height for each in pieces if each.block == place)
