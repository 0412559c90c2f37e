"""Words that a line must not break and cells that hold figures: marked for the style sheets when a text is printed.

Nothing is put between the letters, so that a word can be found, copied and cited as it was written.
"""

import re

from lxml import html

# A hyphen with three letters or fewer on one side: из-за, кто-то, по-русски, F-16; not military-technical
SHORT_COMPOUND = re.compile(r"(?<![\w\u2010-])(?:\w{1,3}-\w{1,12}|\w{1,12}-\w{1,3})(?![\w\u2010-])")
FIGURE = re.compile(
    r"[\W_]*\d(?:[\d\W_]|(?<![^\W\d_])[^\W\d_]{1,3}(?![^\W\d_]))*"
)  # 12,5 %; 1 234 km; 2019–2024
LONG_WORD = re.compile(
    r"\S{30}"
)  # an address: it may be broken, so that its column does not outgrow the others
APART = {"a", "sup", "sub"}  # what links say is marked up by others; an index is no word


def set_words(tree: html.HtmlElement) -> None:
    for cell in tree.iter("td", "th"):
        text = cell.text_content()
        if FIGURE.fullmatch(text.strip()):
            cell.set("class", "figure")
        elif LONG_WORD.search(text):
            cell.set("class", "long-word")
    for element in list(tree.iter()):
        if element.tag not in APART:
            _mark(element, "text")
        if element is not tree and element.getparent().tag not in APART:
            _mark(element, "tail")


def _mark(element, name):
    """Put spans around the short compounds of one text of an element."""
    text = getattr(element, name)
    if not text or "-" not in text:
        return
    found = list(SHORT_COMPOUND.finditer(text))
    for match in reversed(found):
        span = html.Element("span", {"class": "nowrap"})
        span.text, span.tail = match[0], text[match.end() :]
        text = text[: match.start()]
        if name == "text":
            element.insert(0, span)
        else:
            element.addnext(span)
    if found:
        setattr(element, name, text)
