"""Pair the blocks of two texts of one publication, so that they can be printed side by side."""

from typing import Any

from lxml import html

HEADINGS = {"h2", "h3"}

Blocks = list[html.HtmlElement]


def align(left: Blocks, right: Blocks) -> list[tuple[Blocks, Blocks]]:
    """Rows of the parallel text: (blocks on the left, blocks on the right).

    One row per block when both texts have the same structure; else one per section; else, when the headings differ
    too, a single row with both texts.
    """
    if _shape(left) == _shape(right):
        return [([one], [other]) for one, other in zip(left, right, strict=True)]
    sections, others = _sections(left), _sections(right)
    if len(sections) == 1 or _headings(left) != _headings(right):
        return [(left, right)]
    return [row for pair in zip(sections, others, strict=True) for row in align_section(*pair)]


def align_section(left: Blocks, right: Blocks) -> list[tuple[Blocks, Blocks]]:
    """Rows of one section. Its heading gets its own row, so that both texts begin at the same height."""
    if _shape(left) == _shape(right):
        return align(left, right)
    has_heading = left[:1] and left[0].tag in HEADINGS
    head = [(left[:1], right[:1])] if has_heading else []
    rest = (left[1:], right[1:]) if has_heading else (left, right)
    return [*head, rest] if any(rest) else head


def _shape(blocks: Blocks) -> list[tuple[Any, int]]:
    return [(block.tag, len(block) if block.tag in {"ul", "ol"} else 0) for block in blocks]


def _headings(blocks: Blocks) -> list[str]:
    return [block.tag for block in blocks if block.tag in HEADINGS]


def _sections(blocks: Blocks) -> list[Blocks]:
    """The blocks before the first heading, then each heading with what follows it."""
    sections: list[Blocks] = [[]]
    for block in blocks:
        if block.tag in HEADINGS:
            sections.append([])
        sections[-1].append(block)
    return sections
