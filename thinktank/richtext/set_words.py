"""Marking words and ranges that a line must not break, and cells with figures, for the style sheets.

It puts no characters between the letters, so that words can be found, copied and cited as they were written.
"""

import re
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

HYPHEN = re.compile(r"-(?=\w)")
BEFORE, AFTER = re.compile(r"\w+\Z"), re.compile(r"\w+")
SHORT, LONG = 3, 12  # letters
# 2–3, 2005–2009, 12,5–13,7, 9:00-10:30, 1990–2000-х; not inside a date or a longer number
SIDE = r"\d{1,4}(?:[.,:]\d{1,2})?"
RANGE = re.compile(
    rf"(?<![\w\u2010–−-])(?<!\d[.,:]){SIDE}[–−-]{SIDE}(?:-[^\W\d_]{{1,3}})?(?![\w\u2010–−-]|[.,:]\d)"
)
DASH = re.compile("[–−-]")
FIGURE = re.compile(
    r"[\W_]*\d(?:[\d\W_]|(?<![^\W\d_])[^\W\d_]{1,3}(?![^\W\d_]))*"
)  # 12,5 %; 1 234 km; 2019–2024
LONG_WORD = re.compile(r"\S{30}")  # an address, which may be broken so that its column is not too wide
APART = {"a", "sup", "sub"}  # links and indexes are left alone


def set_words(tree: HtmlElement) -> None:
    """Mark cells with figures or long words by a class, and put spans around unbreakable words."""
    for cell in tree.iter("td", "th"):
        text = cell.text_content()
        if FIGURE.fullmatch(text.strip()):
            cell.set("class", "figure")
        elif LONG_WORD.search(text):
            cell.set("class", "long-word")
            _let_addresses_break(cell)
    for element in list(tree.iter()):
        if element.tag not in APART:
            _mark(element, "text")
        parent = element.getparent()
        if element is not tree and parent is not None and parent.tag not in APART:
            _mark(element, "tail")


def _let_addresses_break(cell: HtmlElement) -> None:
    """Allow a break after the @ of e-mail addresses, rather than inside a name."""
    for element in list(cell.iter()):
        name, sign, host = (element.text or "").partition("@")
        if sign and host:
            place = html.Element("wbr")
            element.text, place.tail = name + sign, host
            element.insert(0, place)


def _mark(element: HtmlElement, name: str) -> None:
    """Put spans around the short compounds and the ranges of one text of an element."""
    text = getattr(element, name)
    if not text or not DASH.search(text):
        return
    put_in_spans(element, name, unbroken_words(text), "nowrap")


def put_in_spans(element: HtmlElement, name: str, parts: list[tuple[int, int]], css_class: str) -> None:
    """Put a span of this class around each part (start, end) of the element's "text" or "tail", which `name` names."""
    text = getattr(element, name)
    for start, end in reversed(parts):
        span = html.Element("span", {"class": css_class})
        span.text, span.tail = text[start:end], text[end:]
        text = text[:start]
        if name == "text":
            element.insert(0, span)
        else:
            element.addnext(span)
    setattr(element, name, text)


def unbroken_words(text: str) -> list[tuple[int, int]]:
    """(start, end) of ranges and of short compounds outside them, in the order of the text."""
    ranges = [match.span() for match in RANGE.finditer(text)]
    compounds = [
        (start, end)
        for start, end in _short_compounds(text)
        if not any(start < last and first < end for first, last in ranges)
    ]
    return sorted(ranges + compounds)


def _short_compounds(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of words with one hyphen and few letters on a side: из-за, кто-то, F-16; not military-technical."""
    for hyphen in HYPHEN.finditer(text):
        before = BEFORE.search(text, max(0, hyphen.start() - LONG - 1), hyphen.start())
        after = AFTER.match(text, hyphen.end())
        if before is None or after is None:
            continue
        lengths = sorted((len(before[0]), len(after[0])))
        start, end = before.start(), after.end()
        is_alone = text[start - 1 : start] not in {"-", "\u2010"} and text[end : end + 1] not in {
            "-",
            "\u2010",
        }
        if lengths[0] <= SHORT and lengths[1] <= LONG and is_alone:
            yield start, end
