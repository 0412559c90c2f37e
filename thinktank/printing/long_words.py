"""Let very long words break when inline elements divide them: WeasyPrint breaks them only at the start of a line."""

import re
from collections.abc import Iterator

from lxml import html

from thinktank.printing.spaces import INLINE
from thinktank.richtext.set_words import put_in_spans

LONG, LONG_IN_A_CELL = 34, 20  # letters; hyphenation handles shorter words
WORD = re.compile(r"(?:\S|[\xa0\u202f])+")
BROKEN = "broken"  # the class for which the style sheet says `word-break: break-all`

Place = tuple[html.HtmlElement, str]  # an element and which of its texts: "text" or "tail"


def let_long_words_break(tree: html.HtmlElement) -> None:
    """Mark the parts of each such word, so that a line may end between any two of its letters."""
    for run in list(_runs(tree)):
        long = LONG_IN_A_CELL if next(run[0][0].iterancestors("td", "th"), None) is not None else LONG
        words = [word.span() for word in WORD.finditer("".join(map(_text, run))) if len(word[0]) > long]
        start = 0
        for place in run if words else ():
            end = start + len(_text(place))
            parts = [(max(a, start) - start, min(b, end) - start) for a, b in words if a < end and b > start]
            has_more = any(a < start or b > end for a, b in words if a < end and b > start)
            start = end
            if has_more and _text(place):
                _mark(*place, parts)


def _runs(element: html.HtmlElement) -> Iterator[list[Place]]:
    """The texts of each paragraph without its notes."""
    run: list[Place] = []
    runs: list[list[Place]] = []

    def collect(holder: html.HtmlElement) -> None:
        run.append((holder, "text"))
        for child in holder:
            is_note = "footnote" in (child.get("class") or "")
            if child.tag in INLINE and not is_note:
                collect(child)
            else:
                if not is_note:
                    runs.append(run.copy())
                    run.clear()
                runs.extend(_runs(child))
            run.append((child, "tail"))

    if isinstance(element.tag, str):
        collect(element)
        yield from (each for each in [*runs, run] if each)


def _text(place: Place) -> str:
    element, name = place
    return getattr(element, name) or ""


def _mark(element: html.HtmlElement, name: str, parts: list[tuple[int, int]]) -> None:
    if name == "text" and element.tag == "a":  # WeasyPrint tags only text that is directly in the link
        element.set("class", f"{element.get('class', '')} {BROKEN}".strip())
        return
    put_in_spans(element, name, parts, BROKEN)
