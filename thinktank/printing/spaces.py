"""Wrap spaces before inline elements in spans, because WeasyPrint would otherwise break a word in the wrong place.

When a text ends in a space and the next element does not fit on the line, WeasyPrint lays the text out again in less
room. Pango lets the space hang over the edge, so WeasyPrint finds no place for a line break and divides the first
word of the line. A space inside a span does not have this effect.
"""

import re

from lxml import html

from thinktank.printing.elements import parent_of

SPACE_AT_THE_END = re.compile(r"(?<=\S)[ \u00a0\u202f]\Z")
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup", "time", "u"}
LINK = "a"  # WeasyPrint tags only text that is directly in the link


def set_spaces_apart(tree: html.HtmlElement) -> None:
    """Put the space between a word and the inline element that follows it into a span."""
    for element in [element for element in tree.iter(*INLINE) if parent_of(element).tag != LINK]:
        before = element.getprevious()
        holder, name = (parent_of(element), "text") if before is None else (before, "tail")
        text = getattr(holder, name) or ""
        if SPACE_AT_THE_END.search(text):
            setattr(holder, name, text[:-1])
            space = html.Element("span")
            space.text = text[-1]
            element.addprevious(space)
