"""The passage of a text that a result quotes, with the words that were searched for marked."""

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thinktank.language.analyser import NAME, WORD, keys_if_capital, stems_of
from thinktank.language.searching import fold

LONGEST = 240  # signs of a passage
LOOKED_AT = 100_000  # signs of a text
ELLIPSIS = "…"
COMPOSED = "\u1100"  # from this sign on, folding may compose letters of several


class Piece(NamedTuple):
    """A part of a text, and whether it is a word that was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Wanted:
    """The tokens that were searched for, in a text of this language; `words` is how many different words they are of."""

    tokens: frozenset[str]
    language: str
    words: int

    @functools.cached_property
    def begins(self) -> "_Beginnings":
        return _Beginnings(self.tokens)

    def has(self, word: str) -> bool:
        """Whether a word of a text is one that was searched for."""
        if not self.tokens.isdisjoint(stems_of(word, self.language)):
            return True
        return word[0].isupper() and not self.tokens.isdisjoint(keys_if_capital(word))


class _Beginnings(dict[str, bool]):
    """{sign: whether a word that begins with it may have one of the tokens}. Stems keep the first letter of a word; the
    keys of names do not.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        super().__init__()
        self.letters = {token[0] for token in tokens}

    def __missing__(self, sign: str) -> bool:
        folded = fold(sign)
        self[sign] = (
            (NAME in self.letters and sign.isupper())
            or not folded
            or folded[0] in self.letters
            or sign >= COMPOSED
        )
        return self[sign]


def wanted(groups: Sequence[Sequence[str]], language: str) -> Wanted:
    return Wanted(frozenset(token for group in groups for token in group), language, len(groups))


def marked(text: str, sought: Wanted) -> list[Piece]:
    """The whole text in pieces."""
    pieces, at = [], 0
    for start, end in _hits(text, sought):
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, Piece(text[at:], False)] if piece.text]


def passage(texts: Iterable[str], sought: Wanted) -> list[Piece]:
    """The part of a paragraph with the most different words that were searched for; empty when none is there."""
    best: tuple[int, str, int] = (0, "", 0)
    left = LOOKED_AT
    for line in (line for text in texts for line in text.split("\n")):
        different, start = _best_window(line[:left], sought)
        if different > best[0]:
            best = (different, line[:left], start)
        left -= len(line)
        if left <= 0 or best[0] >= sought.words:
            break
    different, line, start = best
    return _cut(line, start, sought) if different else []


def _hits(text: str, sought: Wanted) -> list[tuple[int, int]]:
    """(start, end) of each word that was searched for."""
    begins = sought.begins
    likely = [word for word in set(WORD.findall(text)) if begins[word[0]] or not word.isalnum()]
    hits = {word for word in likely if sought.has(word)}
    return [found.span() for found in WORD.finditer(text) if found[0] in hits] if hits else []


def _best_window(line: str, sought: Wanted) -> tuple[int, int]:
    """(different words, start of the first) of the part of a line that is not longer than a passage."""
    best, first = (0, 0), 0
    found = _hits(line, sought)
    folded = {word: fold(word)[:6] for word in {line[start:end] for start, end in found}}
    hits = [(start, end, folded[line[start:end]]) for start, end in found]
    inside: Counter[str] = Counter()
    for _start, end, word in hits:
        inside[word] += 1
        while end - hits[first][0] > LONGEST * 3 // 4 and hits[first][1] < end:
            left = hits[first][2]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        if len(inside) > best[0]:
            best = (len(inside), hits[first][0])
    return best


def _cut(line: str, first: int, sought: Wanted) -> list[Piece]:
    """The passage around a hit, from the beginning of its sentence if that is near, with whole words."""
    start = max(line.rfind(sign, 0, first) + 2 for sign in (". ", "? ", "! ")) if first else 0
    start = 0 if start == 1 else start
    if first - start > LONGEST // 2:
        start = line.find(" ", first - LONGEST // 3) + 1
    end = len(line)
    if end - start > LONGEST:
        end = line.rfind(" ", start, start + LONGEST)
        end = end if end > first else start + LONGEST
    pieces = marked(line[start:end].strip(" ,;:–—"), sought)
    before, after = start > 0, end < len(line)
    return [
        *([Piece(ELLIPSIS + " ", False)] if before else []),
        *pieces,
        *([Piece(" " + ELLIPSIS, False)] if after else []),
    ]


def first_words(text: str) -> list[Piece]:
    """The beginning of a text, for a result without a hit in its texts."""
    line = next(iter(text.strip().split("\n")), "")
    if len(line) <= LONGEST:
        return [Piece(line, False)] if line else []
    return [Piece(line[: line.rfind(" ", 0, LONGEST)] + " " + ELLIPSIS, False)]
