"""Which way a paragraph runs: by its first letter that has a direction (Unicode Standard Annex 9, rules P2 and P3).

It is written as `dir="rtl"` or `dir="ltr"` where it is not that of what is around: WeasyPrint and many readers of EPUB
know neither `dir="auto"` nor `unicode-bidi: plaintext`.
"""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import get_language_info
from lxml import html

from thinktank.richtext.markup import has_blocks

RUNNING = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "th", "td", "figcaption"}
DIRECTION_OF_CLASS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction_of(texts: Iterable[str]) -> str | None:
    """ "rtl" or "ltr" by the first letter that has a direction; None without one."""
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


def set_directions(tree: html.HtmlElement, language: str) -> None:
    """Write `dir` wherever a block runs otherwise than the one it stands in; what an editor's text says is kept.

    What is said to run from right to left does so with all that is in it: an item, and the paragraph that an editor
    puts into it.
    """
    known, turned = {tree: direction_of_language(language)}, set()
    for element in tree.iterdescendants():
        around = known[element.getparent()]
        said = element.attrib.pop("dir", "rtl" if element.getparent() in turned else None)
        if said == "rtl":
            turned.add(element)
        known[element] = own = _own_direction(element, said) or around
        if own != around:
            element.set("dir", own)


def _own_direction(element, said):
    if element.tag not in RUNNING:
        return None
    if element.tag == "li" and has_blocks(element):
        return (
            said  # its number stands on the side of its list, and its paragraphs have directions of their own
        )
    return said or direction_of(element.itertext())
