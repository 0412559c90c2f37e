"""Move a chart or table that has no room on its page behind the following paragraphs, which fill the empty space.

WeasyPrint cannot float an element to the top of a page. So the text is laid out, places with empty space are found,
the elements are moved, and the text is laid out again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html

from thinktank.printing.typesetter import Page

MAX_EMPTY = 0.22  # of the height of a page: this much may stay empty at its foot
MAX_PARAGRAPHS = 6  # that one chart or table may be moved behind
TWO_LINES = 39  # pixels that a paragraph needs to begin on a page
BLOCK = "data-block"


@dataclass
class Piece:
    """A part of a block of the text on one page; lengths in pixels."""

    page: int
    block: int
    top: float
    height: float


def number_blocks(tree: html.HtmlElement) -> None:
    """Number the blocks in an attribute, by which `let_text_go_first` finds them in the layout."""
    for number, block in enumerate(_blocks(tree)):
        block.set(BLOCK, str(number))


def let_text_go_first(tree: html.HtmlElement, pages: Sequence[Page]) -> bool:
    """Move each chart or table that leaves a page empty behind the paragraphs that fit there.

    `pages` is the layout of the tree. Returns whether anything was moved.
    """
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


def emptiness(pages: Sequence[Page]) -> int:
    """How many pages have too much empty space at their end; the last page of the text does not count."""
    return len(_empty(pages, _pieces(pages)))


def _blocks(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return [block for prose in tree.find_class("prose") for block in prose]


def _pieces(pages: Sequence[Page]) -> list[Piece]:
    found = []
    for number, page in enumerate(pages):
        for box in page._page_box.descendants():
            name = box.element.get(BLOCK) if box.element is not None else None
            if name is not None and not box.element_tag.endswith(("::before", "::after")) and _is_block(box):
                found.append(Piece(number, int(name), box.position_y, box.margin_height()))
    return found


def _is_block(box: Any) -> bool:
    return any(kind.__name__ == "BlockLevelBox" for kind in type(box).__mro__)


def _empty(pages: Sequence[Page], pieces: list[Piece]) -> dict[int, float]:
    """{index of a page: pixels that are empty at its end}, for pages with too much empty space, without the last."""
    found: dict[int, float] = {}
    last = max((each.page for each in pieces), default=0)
    for number, page in enumerate(pages[:last]):
        box = page._page_box
        end = max((each.top + each.height for each in pieces if each.page == number), default=None)
        foot = sum(each.margin_height() for each in box.children if type(each).__name__ == "FootnoteAreaBox")
        room = 0 if end is None else box.content_box_y() + box.height - foot - end
        if room > MAX_EMPTY * box.height:
            found[number] = room
    return found


def _jumps(blocks: list[html.HtmlElement], pieces: list[Piece], first: Piece) -> bool:
    """Whether the piece begins a chart or table that may move: the block before it does not end in a colon."""
    block = blocks[first.block]
    names = block.get("class") or ""
    is_free = block.tag == "figure" or ("table-scroll" in names and "is-turned" not in names)
    begins = first.page == min(each.page for each in pieces if each.block == first.block)
    before = blocks[first.block - 1].text_content().rstrip() if first.block else ""
    return is_free and begins and not before.endswith(":")


def _followers(
    blocks: list[html.HtmlElement], pieces: list[Piece], number: int, room: float
) -> Iterator[html.HtmlElement]:
    """The paragraphs right after block `number` that fit into `room` pixels, at most MAX_PARAGRAPHS."""
    for place in range(number + 1, min(number + 1 + MAX_PARAGRAPHS, len(blocks))):
        is_next = blocks[place].getparent() is blocks[number].getparent()
        if not is_next or blocks[place].tag != "p" or room <= TWO_LINES:
            return
        yield blocks[place]
        room -= sum(each.height for each in pieces if each.block == place)
