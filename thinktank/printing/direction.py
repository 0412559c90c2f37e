"""Which way a paragraph runs: WeasyPrint and many readers of books know `dir`, but not `dir="auto"`."""

import unicodedata

from lxml import html

RUNS = {"p", "h1", "h2", "h3", "h4", "li", "td", "th", "figcaption", "blockquote", "dd", "dt", "caption"}
WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction_of(text: str) -> str:
    """By the first letter that runs either way (Unicode Bidirectional Algorithm, P2 and P3); empty when none does."""
    return next((WAYS[way] for way in map(unicodedata.bidirectional, text) if way in WAYS), "")


def say_directions(tree: html.HtmlElement) -> None:
    """Write `dir` on what runs from right to left, and take "auto" from what does not."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        given = element.get("dir", "")
        if given == "auto" or (not given and element.tag in RUNS):
            element.attrib.pop("dir", None)
            way = direction_of(element.text_content())
            if way == "rtl" or (way and _around(element) == "rtl"):
                element.set("dir", way)


def _around(element):
    return next((outer.get("dir") for outer in element.iterancestors() if outer.get("dir")), "")
