"""Formatting that another program says by `style` or by where it puts a list: written with elements of our own.

The editor does the same to what is pasted (static/js/desk/paste); this is for texts that come by another way.
"""

import re

from lxml import etree, html

from thinktank.richtext.markup import has_blocks

HEAVY = r"(?:bold|bolder|[6-9]\d\d|1000)\b"
SHORTHAND = r"(?:^|;)\s*font\s*:\s*(?:[\w-]+\s+)*?"  # what stands before the size
BOLD = re.compile(rf"(?:^|;)\s*font-weight\s*:\s*{HEAVY}|{SHORTHAND}{HEAVY}\s", re.IGNORECASE)
NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:normal|lighter|[1-5]\d\d)\b", re.IGNORECASE)
ITALIC = re.compile(rf"(?:(?:^|;)\s*font-style\s*:\s*|{SHORTHAND})(?:italic|oblique)\b", re.IGNORECASE)
NOT_ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*normal", re.IGNORECASE)
RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
RIGHT_TO_LEFT = re.compile(r"(?:^|;)\s*direction\s*:\s*rtl\b", re.IGNORECASE)
STYLED = {"span", "font", "strong", "em", "p", "div", "li", "td"}
LISTS = {"ul", "ol"}


def telling(style: str) -> str | None:
    """What of a style counts here, as a text of words; None when nothing does."""
    said = [
        name
        for name, pattern in {"strong": BOLD, "em": ITALIC, "-strong": NOT_BOLD, "-em": NOT_ITALIC}.items()
        if pattern.search(style)
    ]
    if raised := RAISED.search(style):
        said.append("sup" if raised[1].lower() == "super" else "sub")
    if RIGHT_TO_LEFT.search(style):
        said.append("rtl")
    return " ".join(said) or None


def write_style(element: html.HtmlElement) -> None:
    """Put what the style of an element says around its words, and take away a tag that it contradicts."""
    said = (element.attrib.pop("style", None) or "").split()
    if element.tag not in STYLED:
        return
    if "rtl" in said:
        said.remove("rtl")
        element.set("dir", element.get("dir", "rtl"))
    wanted = [tag for tag in said if not tag.startswith("-") and tag != element.tag]
    for tag in wanted if not has_blocks(element) else []:
        _wrap_words(element, tag)
    if f"-{element.tag}" in said:
        element.drop_tag()


def _wrap_words(element, tag):
    wrapper = etree.Element(tag)
    wrapper.text, element.text = element.text, None
    wrapper.extend(list(element))
    element.append(wrapper)


def put_into_item(inner: html.HtmlElement) -> None:
    """A list that stands beside the item it belongs to, as in Google Docs, goes into it."""
    before = inner.getprevious()
    if before is not None and before.tag == "li" and not (before.tail or "").strip():
        inner.tail = None
        before.append(inner)
    else:
        inner.drop_tag()


def head_columns(head: html.HtmlElement) -> None:
    """All cells of a table's head are header cells."""
    for cell in head.iter("td"):
        if next(cell.iterancestors("thead", "tbody"), None) is head:
            cell.tag = "th"
