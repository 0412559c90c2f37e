"""Typesets text: quotation marks, dashes, non-breaking spaces. It never changes letters and digits."""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from os.path import commonprefix

from thinktank.language.data import data_for
from thinktank.language.description import LanguageData
from thinktank.language.quotes import typeset_quotes

# Addresses, e-mails, DOIs and handles, in which nothing is punctuation. None contains a double quotation mark.
UNTOUCHED = re.compile(
    r"(?<![\w])[a-z][a-z0-9+.-]{1,20}://[^\s<>«»“”„\"]+"
    r"|(?<!\w)mailto:[^\s<>«»“”„\"]+"
    r"|(?<![\w.-])www\.[^\s<>«»“”„\"]+"
    r"|(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.)+[a-z]{2,24}/[^\s<>«»“”„\"]*"
    r"|(?<![\w.])10\.\d{4,9}/[^\s<>«»“”„\"]+"
    r"|(?<!\w)[@#][\w-]+",
    re.IGNORECASE,
)
OBJECT = "\ufffc"  # in place of what is not text: a line break, an index, a picture
PASSES = 8  # at most, until nothing changes


def typeset(text: str, language: str) -> str:
    """Apply the rules of the language to one paragraph, title or caption. Idempotent."""
    return typeset_parts([text], language)[0]


def typeset_lines(text: str, language: str) -> str:
    """Typeset plain text of several paragraphs, one on each line."""
    return "\n".join(typeset(line, language) for line in text.splitlines())


def typeset_parts(parts: Sequence[str], language: str) -> list[str]:
    """Typeset a paragraph whose text is in several parts, as in `<p>"<em>Yes</em>"</p>`. Returns as many parts."""
    before = list(parts)
    for _pass in range(PASSES):
        after = _set_once(before, data_for(language))
        if after == before:
            return after
        before = after
    return list(parts)


def _set_once(parts: list[str], data: LanguageData) -> list[str]:
    if data.quotes:
        parts = _set_quotes(parts, data)
    for pattern, replacement in data.rules:
        parts = _substitute(pattern, replacement, parts)
    return parts


def _set_quotes(parts: list[str], data: LanguageData) -> list[str]:
    text = "".join(parts)
    return _cut(typeset_quotes(text, data.quotes, data.other_quotes), parts)


def _cut(signs: Sequence[str], parts: list[str]) -> list[str]:
    """Cut the signs where the parts were. `signs` has one text of any length for each character of the parts."""
    starts = [0, *accumulate(map(len, parts))]
    return ["".join(signs[begin:end]) for begin, end in pairwise(starts)]


def _substitute(
    pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str], parts: list[str]
) -> list[str]:
    """re.sub over the joined parts, except for UNTOUCHED."""
    text = "".join(parts)
    changes = [
        (match.span(), match.expand(replacement) if isinstance(replacement, str) else replacement(match))
        for match in pattern.finditer(text)
    ]
    changes = [((start, end), new) for (start, end), new in changes if new != text[start:end]]
    if not changes:
        return parts
    untouched = [match.span() for match in UNTOUCHED.finditer(text)]
    signs = list(text)
    for (start, end), new in changes:
        if not any(start < stop and begin < end for begin, stop in untouched):
            _put(signs, start, text[start:end], new)
    return _cut(signs, parts)


def _put(signs: list[str], start: int, old: str, new: str) -> None:
    """Replace the old text, which begins at `start`, by the new one, changing only the signs that differ."""
    same = len(commonprefix([old, new]))
    ending = len(commonprefix([old[same:][::-1], new[same:][::-1]]))
    inserted = new[same : len(new) - ending]
    first, last = start + same, start + len(old) - ending
    if first < last:
        signs[first:last] = [inserted, *[""] * (last - first - 1)]
    else:
        signs[first - 1] += inserted
