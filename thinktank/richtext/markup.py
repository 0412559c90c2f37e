"""Parsing sanitised HTML into an lxml tree, and writing it back, without changing its meaning.

nh3 writes HTML in one canonical form, with every element closed and every attribute quoted. Reading those tags literally
gives the tree that browsers build; a lenient parser might give another.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import cast

from lxml import etree, html
from lxml.html import HtmlElement

from thinktank.language.plain import is_visible
from thinktank.language.plain import kept as printable

VOID = {"br", "hr", "img", "wbr"}
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "caption", "hr", "div", "aside"}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = etree.TreeBuilder(element_factory=html.Element)  # type: ignore[arg-type] # the stubs want a class
        self.tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: printable(value or "") for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(printable(data))


def parse(canonical: str) -> HtmlElement:
    """A `div` with the elements of `canonical`, which must be output of nh3."""
    reader = _Reader()
    reader.feed(canonical)
    reader.close()
    reader.tree.end("div")
    return cast(HtmlElement, reader.tree.close())


def tag_of(element: HtmlElement) -> str:
    """The name of an element's tag. lxml's types allow bytes as well, which no parser of ours makes."""
    return cast(str, element.tag)


def escape_text(text: str | None) -> str:
    """Text as nh3 writes it between tags."""
    text = (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")


def escape_attribute(text: str) -> str:
    return escape_text(text).replace('"', "&quot;")


def serialise(root: HtmlElement, replaced: Mapping[HtmlElement, str] | None = None) -> str:
    """The HTML of the root's content, without the root. Elements in `replaced` are replaced by that HTML."""
    written = [escape_text(root.text)]
    hidden: HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element is root:
            continue
        if hidden is None and event == "start":
            if replaced and element in replaced:
                hidden = element
                written.append(replaced[element])
            else:
                written.append(_start_tag(element) + escape_text(element.text))
        elif event == "end":
            if hidden is None and element.tag not in VOID:
                written.append(f"</{tag_of(element)}>")
            if hidden is element:
                hidden = None
            if hidden is None:
                written.append(escape_text(element.tail))
    return "".join(written)


def _start_tag(element: HtmlElement) -> str:
    attributes = "".join(f' {name}="{escape_attribute(value)}"' for name, value in element.items())
    return f"<{tag_of(element)}{attributes}>"


def has_blocks(element: HtmlElement) -> bool:
    return any(child.tag in BLOCKS for child in element.iterdescendants())


def is_blank(element: HtmlElement) -> bool:
    """Whether the element shows no visible sign and no picture."""
    return not is_visible("".join(element.itertext())) and next(element.iter("img"), None) is None


def wrap_loose(parent: HtmlElement) -> None:
    """Put text and inline elements that are between blocks into paragraphs."""
    children = list(parent)
    text, parent.text = parent.text, None
    for child in children:
        parent.remove(child)
    paragraph = _begin_paragraph(parent, text)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in BLOCKS or has_blocks(child):
            parent.append(child)
            paragraph = _begin_paragraph(parent, tail)
        else:
            if paragraph is None:
                paragraph = etree.SubElement(parent, "p")
            paragraph.append(child)
            child.tail = tail


def _begin_paragraph(parent: HtmlElement, text: str | None) -> HtmlElement | None:
    if not (text or "").strip():
        return None
    paragraph = etree.SubElement(parent, "p")
    paragraph.text = text
    return paragraph


def pieces_of(canonical: str) -> list[str]:
    """The text cut after each block that stands in no other: "".join of them is the text."""
    pieces, depth, begun = [], 0, 0
    for found in TAG.finditer(canonical):
        if found[2] not in BLOCKS or found[2] in VOID:
            continue
        depth += -1 if found[1] else 1
        if depth == 0:
            pieces.append(canonical[begun : found.end()])
            begun = found.end()
    return [*pieces, canonical[begun:]] if begun < len(canonical) else pieces
