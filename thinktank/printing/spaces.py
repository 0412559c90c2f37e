"""Spaces before elements: WeasyPrint would divide the first word of their line, and leave one half alone on it.

Where a text ends in a space before an element that finds no room on the line, WeasyPrint sets the text once more in
less room. Pango lets the space hang over, WeasyPrint sees no place for a break, and divides the first word instead.
A space in an element of its own hides no break.
"""

import re

from lxml import html

SPACE_AT_THE_END = re.compile(r"(?<=\S)[ \u00a0\u202f]\Z")
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup", "time", "u"}
LINK = "a"  # WeasyPrint tags only the words that stand in a link itself


def set_spaces_apart(tree: html.HtmlElement) -> None:
    """Put the space between a word and the inline element that follows it into a span."""
    for element in [element for element in tree.iter(*INLINE) if element.getparent().tag != LINK]:
        before = element.getprevious()
        holder, name = (element.getparent(), "text") if before is None else (before, "tail")
        text = getattr(holder, name) or ""
        if SPACE_AT_THE_END.search(text):
            setattr(holder, name, text[:-1])
            space = html.Element("span")
            space.text = text[-1]
            element.addprevious(space)
