"""Titles of tables: in the text `<p data-caption="">` right before the table, in a compiled body its `caption`."""

from typing import cast

from lxml.html import HtmlElement

from thinktank.richtext.markup import BLOCKS, is_blank

TITLE = "data-caption"


def keep_table_title(paragraph: HtmlElement) -> None:
    """Drop the mark of a paragraph that no table follows."""
    if TITLE in paragraph.attrib and not _has_table(paragraph):
        del paragraph.attrib[TITLE]


def _has_table(paragraph: HtmlElement) -> bool:
    following = paragraph.getnext()
    return following is not None and following.tag == "table" and not (paragraph.tail or "").strip()


def make_table_title(caption: HtmlElement) -> None:
    """Put the words of a `caption` into a paragraph before its table."""
    table = next(caption.iterancestors("table"), None)
    caption.tail = None
    if table is None or is_blank(caption):
        caption.drop_tree()
        return
    for block in list(caption.iterdescendants()):
        if block.tag in BLOCKS:
            block.tail = f" {block.tail or ''}"
            block.drop_tag()
    caption.tag = "p"
    caption.set(TITLE, "")
    table.addprevious(caption)


def move_table_titles(tree: HtmlElement) -> None:
    """Put each title into its table."""
    for paragraph in list(tree.iter("p")):
        if paragraph.attrib.pop(TITLE, None) is None or not _has_table(paragraph):
            continue
        table = cast(HtmlElement, paragraph.getnext())
        paragraph.tag = "caption"
        paragraph.tail = None
        table.insert(0, paragraph)
