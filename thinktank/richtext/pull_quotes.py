"""Pull quotes: `<aside>` with a `blockquote` and, if somebody is named, a paragraph behind it.

A pull quote repeats words of the text for the eye. Where it does, screen readers, the search index, the count of words, feeds
and Markdown leave it out; where its words stand nowhere else, it is read as the rest (decision 0207).
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from thinktank.richtext.problems import Problem

INSIDE = {"blockquote", "p", "em", "strong", "sub", "sup", "br"}
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")


def is_pull_quote(aside: HtmlElement, root: HtmlElement) -> bool:
    """Whether an `aside` has the form of a pull quote: among the blocks of the text, without links and notes."""
    parts = [str(part.tag) for part in aside]
    return (
        aside.getparent() is root
        and parts in (["blockquote"], ["blockquote", "p"])
        and all(block.tag == "p" for block in aside[0])
        and all(element.tag in INSIDE for element in aside.iterdescendants())
        and not any((text or "").strip() for text in _loose(aside))
    )


def _loose(aside: HtmlElement) -> Iterator[str | None]:
    """The texts between blocks."""
    for holder in (aside, aside[0]):
        yield holder.text
        for block in holder:
            yield block.tail


def settle_pull_quotes(tree: HtmlElement) -> list[Problem]:
    """Hide those that repeat the text from screen readers; returns a problem for each that does not."""
    quotes = list(tree.iterchildren("aside"))
    rest = _letters("".join(_texts_outside(tree))) if quotes else ""
    problems = []
    for quote in quotes:
        words = quote.find("blockquote")
        if words is None:  # only a name was left of it
            quote.drop_tag()
            continue
        said = " ".join(words.itertext())
        if all(_letters(part) in rest for part in LEFT_OUT.split(said)):
            quote.set("aria-hidden", "true")
        else:
            sentence = _("A pull quote does not repeat the text word for word: “%(words)s”.")
            problems.append(Problem(sentence % {"words": " ".join(said.split())}))
    return problems


def _texts_outside(tree: HtmlElement) -> Iterator[str]:
    for block in tree:
        if block.tag != "aside":
            yield from block.itertext()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def without_repetitions(tree: HtmlElement) -> None:
    """Take the pull quotes that repeat the text out of it."""
    for quote in list(tree.iter("aside")):
        if quote.get("aria-hidden") == "true":
            quote.drop_tree()
