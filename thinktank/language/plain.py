"""Plain text as it is kept: composed letters, nothing that no format can hold, nothing that turns the page around."""

import re
import unicodedata

BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, half surrogate pairs, noncharacters, marks of annotations, a byte order mark, deprecated format characters,
# and tags, but for those that make the flag of a country's part
NEVER_KEPT = re.compile(
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
# Letters and signs that show nothing: fillers of Hangul, vowels of Khmer, a pattern of Braille, spaces of Egyptian, a note
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
}  # what no category knows yet may be a new letter


def kept(text: str) -> str:
    """The text, or a part of one, as it is kept. Every kind of line break is one, `\\n`."""
    text = NEVER_KEPT.sub(lambda found: found[1] or "", BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    if DIRECTIONS.search(text):
        text = "\n".join(map(_in_balance, text.split("\n")))
    return text


def lines(text: str) -> str:
    """As it is kept in a field of several lines; empty when nothing of it is visible."""
    text = kept(text)
    return text if is_visible(text) else ""


def line(text: str) -> str:
    """As it is kept in a field of one line: a line break is a space."""
    return re.sub("[\t\n]", " ", lines(text))


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of it: more than spaces, controls, joiners, marks without a letter."""
    return any(sign not in BLANK and unicodedata.category(sign) not in UNSEEN for sign in text)


def _in_balance(text):
    """One line without directions that end nowhere and ends of nothing: what follows it keeps its own direction."""
    opened, kept = [], set()
    for place, sign in enumerate(text):
        if sign in CLOSED_BY:
            opened.append(place)
        elif sign in CLOSED_BY.values():
            start = next((n for n in reversed(opened) if CLOSED_BY[text[n]] == sign), None)
            if start is not None:
                del opened[opened.index(start) :]
                kept |= {start, place}
    return "".join(s for place, s in enumerate(text) if place in kept or not DIRECTIONS.match(s))
