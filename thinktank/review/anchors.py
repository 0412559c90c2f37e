"""Where in a text a remark belongs, found again after the text has changed.

A remark keeps the passage it is about and the words before and after it. Texts are compared as plain words, with single
spaces, so that a link or a bold word changes nothing.
"""

import html
import re
from dataclasses import dataclass

AROUND = 40  # characters kept on either side
LONGEST_REWORDED = 3  # times as long as the passage may be what stands between its surroundings now

BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|table|thead|tbody|tr|td|th|blockquote|br|hr|figure|figcaption|div|aside)\b[^>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Anchor:
    """A passage and its surroundings; the surroundings are empty when the passage is not in the text."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Found:
    """`is_there`: the passage stands in the text unchanged. `now`: what stands in its place; empty when nothing does."""

    is_there: bool
    now: str = ""


def plain(text: str) -> str:
    """The words of a field, which may be HTML."""
    if "<" in text:
        text = html.unescape(TAG.sub("", BLOCK.sub(" ", text)))
    return " ".join(text.split())


def anchor(text: str, quote: str, before: str = "") -> Anchor:
    """The place of a passage in a field's text. `before`: what stands before it, to tell it from others of the same words."""
    words, quote = plain(text), plain(quote)
    at = _best(words, Anchor(quote, plain(before)[-AROUND:]))
    if at is None:
        return Anchor(quote)
    end = at + len(quote)
    return Anchor(quote, words[max(0, at - AROUND) : at], words[end : end + AROUND])


def find(text: str, wanted: Anchor) -> Found:
    """What has become of the passage in today's text."""
    words = plain(text)
    if _best(words, wanted) is not None:
        return Found(True)
    return Found(False, _between(words, wanted))


def _best(words: str, wanted: Anchor) -> int | None:
    """The position of the passage; of several, the one with the most alike surroundings."""
    if not wanted.quote:
        return None
    places = [found.start() for found in re.finditer(re.escape(wanted.quote), words)]
    if not places:
        return None

    def likeness(at: int) -> int:
        before, after = words[:at], words[at + len(wanted.quote) :][: 2 * AROUND]
        alike_after = _same_end(after.lstrip()[: len(wanted.after.strip())][::-1], wanted.after.strip()[::-1])
        return _same_end(before.rstrip(), wanted.before.rstrip()) + alike_after

    return max(places, key=likeness)


def _same_end(text: str, other: str) -> int:
    """How many characters both have in common at their end."""
    n = 0
    for one, two in zip(reversed(text), reversed(other), strict=False):
        if one != two:
            break
        n += 1
    return n


def _between(words: str, wanted: Anchor) -> str:
    """What stands between the surroundings of a passage that was reworded; empty when they are not to be found."""
    if not wanted.before.strip() or not wanted.after.strip():
        return ""
    start = words.find(wanted.before)
    if start < 0:
        return ""
    start += len(wanted.before)
    end = words.find(wanted.after, start)
    longest = max(80, len(wanted.quote) * LONGEST_REWORDED)
    return words[start:end].strip() if 0 <= end - start <= longest else ""
