"""The direction of a paragraph, taken from its first letter that has one (Unicode Standard Annex 9, rules P2 and P3).

It is written as `dir="rtl"` or `dir="ltr"` where it differs from that of the parent, because WeasyPrint and many EPUB
readers support neither `dir="auto"` nor `unicode-bidi: plaintext`.
"""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import get_language_info
from lxml.html import HtmlElement

from thinktank.richtext.markup import has_blocks

RUNNING = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "th", "td", "figcaption", "caption"}
DIRECTION_OF_CLASS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction_of(texts: Iterable[str]) -> str | None:
    """The direction of the first letter that has one, "rtl" or "ltr"; None when no letter has one."""
    for text in texts:
        for character in text:
            if found := DIRECTION_OF_CLASS.get(unicodedata.bidirectional(character)):
                return found
    return None


def direction_of_language(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def set_directions(tree: HtmlElement, language: str) -> None:
    """Set `dir` on every block whose direction differs from that of its parent. Keeps a `dir` that editors wrote.

    `dir="rtl"` applies to everything inside the element too, such as the paragraph that an editor puts into an item.
    """
    known: dict[HtmlElement | None, str] = {tree: direction_of_language(language)}
    turned: set[HtmlElement | None] = set()
    for element in tree.iterdescendants():
        outer = known[element.getparent()]
        said = element.attrib.pop("dir", "rtl" if element.getparent() in turned else None)
        if said == "rtl":
            turned.add(element)
        known[element] = own = _own_direction(element, said) or outer
        if own != outer:
            element.set("dir", own)


def _own_direction(element: HtmlElement, said: str | None) -> str | None:
    if element.tag not in RUNNING:
        return None
    if element.tag == "li" and has_blocks(element):
        return said  # its number is on the side of its list, and its paragraphs have their own directions
    return said or direction_of(element.itertext())
