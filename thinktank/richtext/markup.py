"""Sanitised HTML as an lxml tree and back, without a second opinion about what it means.

nh3 writes HTML in one canonical form (every element closed, every attribute quoted), so that its tags can be taken
as they stand: the tree is the one browsers build, which no lenient parser would promise.
"""

from collections.abc import Mapping
from html.parser import HTMLParser

from lxml import etree, html

from thinktank.language.plain import is_visible
from thinktank.language.plain import kept as printable

VOID = {"br", "hr", "img", "wbr"}
BLOCKS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "hr", "div"}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tree = etree.TreeBuilder(element_factory=html.Element)
        self.tree.start("div", {})

    def handle_starttag(self, tag, attrs):
        self.tree.start(tag, {name: printable(value or "") for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag):
        self.tree.end(tag)

    def handle_data(self, data):
        self.tree.data(printable(data))


def parse(canonical: str) -> html.HtmlElement:
    """A `div` holding what nh3 wrote. Only its output goes in here."""
    reader = _Reader()
    reader.feed(canonical)
    reader.close()
    reader.tree.end("div")
    return reader.tree.close()


def escape_text(text: str | None) -> str:
    """Text as nh3 writes it between tags."""
    text = (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")


def escape_attribute(text: str) -> str:
    return escape_text(text).replace('"', "&quot;")


def serialise(root: html.HtmlElement, replaced: Mapping[html.HtmlElement, str] | None = None) -> str:
    """The HTML of what the root holds, without the root; an element in `replaced` gives way to that HTML."""
    written, hidden = [escape_text(root.text)], None
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
                written.append(f"</{element.tag}>")
            if hidden is element:
                hidden = None
            if hidden is None:
                written.append(escape_text(element.tail))
    return "".join(written)


def _start_tag(element):
    attributes = "".join(f' {name}="{escape_attribute(value)}"' for name, value in element.items())
    return f"<{element.tag}{attributes}>"


def has_blocks(element: html.HtmlElement) -> bool:
    return any(child.tag in BLOCKS for child in element.iterdescendants())


def is_blank(element: html.HtmlElement) -> bool:
    """Nothing to see: no letter, no picture."""
    return not is_visible("".join(element.itertext())) and next(element.iter("img"), None) is None


def wrap_loose(parent: html.HtmlElement) -> None:
    """Put text and inline elements that stand between blocks into paragraphs of their own."""
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


def _begin_paragraph(parent, text):
    if not (text or "").strip():
        return None
    paragraph = etree.SubElement(parent, "p")
    paragraph.text = text
    return paragraph
