"""Typographic rules that several languages share."""

import re

NBSP = "\xa0"

ELLIPSIS = (re.compile(r"(?<!\.)\.{3}(?!\.)"), "…")


def spaced_dash(dash, written_as):
    """Rules that put a dash with its spaces where one was written between words on one line.

    Between two figures it may be a minus or a range: only the writer knows.
    """
    written = rf"[ {NBSP}]+(?:{written_as})[ {NBSP}]+"
    return (
        (re.compile(rf"(?<=[^\s\d]){written}(?=\S)"), f"{NBSP}{dash} "),
        (re.compile(rf"(?<=\d){written}(?=[^\s\d])"), f"{NBSP}{dash} "),
    )


def _range(match):
    start, end = match[1], match[2]
    grows = int(end) > int(start) or (len(start) == 4 and len(end) == 2)
    return f"{start}–{end}" if grows else match[0]


RANGES = (
    # Figures that grow, or years as 1939-45; no telephone numbers, dates, standards or names such as F-16
    (re.compile(r"(?<![\w.,/:+–‑-])([0-9]{1,4})-([0-9]{1,4})(?![\w/:–‑-]|[.,][0-9])"), _range),
    (re.compile(r"(?<![\w–‑-])([IVXL]+)-([IVXL]+)(?![\w–‑-])"), r"\1–\2"),
)
