"""Replacing formatting that other programs write as `style`, or as misplaced lists, by the elements we allow.

The editor does the same to pasted text (static/js/desk/paste); this module handles texts that come another way.
"""

import re

from lxml import html
from lxml.html import HtmlElement

from thinktank.richtext.markup import has_blocks

HEAVY = r"(?:bold|bolder|[6-9]\d\d|1000)\b"
SHORTHAND = r"(?:^|;)\s*font\s*:\s*(?:[\w-]+\s+)*?"  # what comes before the size
BOLD = re.compile(rf"(?:^|;)\s*font-weight\s*:\s*{HEAVY}|{SHORTHAND}{HEAVY}\s", re.IGNORECASE)
NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:normal|lighter|[1-5]\d\d)\b", re.IGNORECASE)
ITALIC = re.compile(rf"(?:(?:^|;)\s*font-style\s*:\s*|{SHORTHAND})(?:italic|oblique)\b", re.IGNORECASE)
NOT_ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*normal", re.IGNORECASE)
RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
RIGHT_TO_LEFT = re.compile(r"(?:^|;)\s*direction\s*:\s*rtl\b", re.IGNORECASE)
STYLED = {"span", "font", "strong", "em", "p", "div", "li", "td"}
LISTS = {"ul", "ol"}


def telling(style: str) -> str | None:
    """The parts of a `style` that we keep, as words such as "strong -em rtl"; None when there are none."""
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


def write_style(element: HtmlElement) -> None:
    """Wrap an element's content in the tags that its style stands for, and drop its tag if the style contradicts it."""
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


def _wrap_words(element: HtmlElement, tag: str) -> None:
    wrapper = html.Element(tag)
    wrapper.text, element.text = element.text, None
    wrapper.extend(list(element))
    element.append(wrapper)


def put_into_item(inner: HtmlElement) -> None:
    """Move a list into the item before it, to which it belongs: Google Docs puts it next to that item."""
    before = inner.getprevious()
    if before is not None and before.tag == "li" and not (before.tail or "").strip():
        inner.tail = None
        before.append(inner)
    else:
        inner.drop_tag()


def head_columns(head: HtmlElement) -> None:
    """Make all cells of a table's head header cells."""
    for cell in head.iter("td"):
        if next(cell.iterancestors("thead", "tbody"), None) is head:
            cell.tag = "th"
