"""Normalises plain text for storage: composed letters, no characters that some format cannot contain, no unbalanced
marks of direction.
"""

import re
import unicodedata

BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, half surrogate pairs, noncharacters, marks of annotations, a byte order mark, deprecated format characters,
# and tags, but for those that make the flag of a country's part
REMOVED = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\u206a-\u206f"
    "\U000e0000-\U000e007f"
    + "".join(f"{chr(n + 0xFFFE)}{chr(n + 0xFFFF)}" for n in range(0x10000, 0x110000, 0x10000))
    + "]"
)
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Not the two overrides, which turn letters around against their own way
CLOSED_BY = {"\u202a": "\u202c", "\u202b": "\u202c"}
CLOSED_BY |= dict.fromkeys("\u2066\u2067\u2068", "\u2069")
# Letters and signs that look empty: fillers of Hangul, vowels of Khmer, a pattern of Braille, spaces of Egyptian, a note
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\U00013441\U00013442\U0001d159")
UNSEEN = {
    "Zs",
    "Zl",
    "Zp",
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Mn",
    "Mc",
    "Me",
}  # an unassigned character may be a new letter


def kept(text: str) -> str:
    """The text, or a part of one, as it is stored. Every kind of line break becomes `\\n`."""
    text = REMOVED.sub(lambda found: found[1] or "", BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    if DIRECTIONS.search(text):
        text = "\n".join(map(_in_balance, text.split("\n")))
    return text


def lines(text: str) -> str:
    """The text as a field of several lines stores it; empty when nothing of it is visible."""
    text = kept(text)
    return text if is_visible(text) else ""


def line(text: str) -> str:
    """The text as a field of one line stores it: a line break becomes a space."""
    return re.sub("[\t\n]", " ", lines(text))


def is_visible(text: str) -> bool:
    """Whether it has more than spaces, controls, joiners and marks without a letter."""
    return any(sign not in BLANK and unicodedata.category(sign) not in UNSEEN for sign in text)


def _in_balance(text: str) -> str:
    """One line without unmatched marks of direction, so that the text after it keeps its own direction."""
    opened: list[int] = []
    matched: set[int] = set()
    for place, sign in enumerate(text):
        if sign in CLOSED_BY:
            opened.append(place)
        elif sign in CLOSED_BY.values():
            start = next((n for n in reversed(opened) if CLOSED_BY[text[n]] == sign), None)
            if start is not None:
                del opened[opened.index(start) :]
                matched |= {start, place}
    return "".join(s for place, s in enumerate(text) if place in matched or not DIRECTIONS.match(s))
