"""Typographic rules that several languages share."""

import re

from thinktank.language.description import Rule

NBSP = "\xa0"

ELLIPSIS: Rule = (re.compile(r"(?<!\.)\.{3}(?!\.)"), "…")


def spaced_dash(dash: str, written_as: str) -> tuple[Rule, ...]:
    """Rules that replace a dash written between words on one line by the language's dash and its spaces.

    A dash between two figures stays: it may be a minus or a range.
    """
    written = rf"[ {NBSP}]+(?:{written_as})[ {NBSP}]+"
    return (
        (re.compile(rf"(?<=[^\s\d]){written}(?=\S)"), f"{NBSP}{dash} "),
        (re.compile(rf"(?<=\d){written}(?=[^\s\d])"), f"{NBSP}{dash} "),
    )


def _range(match: re.Match[str]) -> str:
    start, end = match[1], match[2]
    grows = int(end) > int(start) or (len(start) == 4 and len(end) == 2)
    return f"{start}–{end}" if grows else match[0]


RANGES: tuple[Rule, ...] = (
    # Two figures, the second larger, or years as 1939-45; not telephone numbers, dates, standards or names such as F-16
    (re.compile(r"(?<![\w.,/:+–‑-])([0-9]{1,4})-([0-9]{1,4})(?![\w/:–‑-]|[.,][0-9])"), _range),
    (re.compile(r"(?<![\w–‑-])([IVXL]+)-([IVXL]+)(?![\w–‑-])"), r"\1–\2"),
)
