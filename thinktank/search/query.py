"""Reads what somebody typed: words, "phrases", -excluded words, author:, topic: and year:, in every language's words.

Nothing that can be typed is an error but too much of it: signs that mean nothing are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thinktank.language import languages
from thinktank.language.analyser import (
    is_stop_word,
    keys_of_name,
    possible_stems,
    with_whole_numbers,
    words_in,
)
from thinktank.language.data import data_for
from thinktank.language.plain import kept
from thinktank.language.searching import fold
from thinktank.search.facets import facet
from thinktank.search.fulltext import BEGINNING
from thinktank.search.tokens import AUTHOR, FACET, TOPIC

LONGEST = 200  # signs
MOST_WORDS = 16  # further ones are left out
FIRST_YEAR, LAST_YEAR = 1000, 9999
QUOTES = '"“”„«»‟'
PART = re.compile(
    rf"""(-?)(?:([^\W\d_]+):\s*)?(?:[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|[{QUOTES}]*([^\s{QUOTES}]+))"""
)
DASHES = "‑‒–—−"  # and "-", which excludes a word if a space stands before it and none after it
YEARS = re.compile(rf"([1-9]\d{{3}})?([-{DASHES}])?([1-9]\d{{3}})?")
SPACED_YEARS = re.compile(rf"(:\s?[1-9]\d{{3}})(?: ?[{DASHES}] ?| ?- )(?=[1-9]\d{{3}}(?!\w))")


class TooLong(ValueError):
    """More signs than LONGEST."""


@dataclass(frozen=True)
class Word:
    """A word of a search, folded, with the tokens that it may have in a document."""

    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Exclusion:
    """What a result must not have: a token of each group at once, and the phrase if there is one."""

    groups: tuple[tuple[str, ...], ...]
    phrases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Query:
    """A search as it was understood.

    A document must have a token of every word and of every group of `fields`, and every phrase: see fulltext.Condition.
    """

    typed: str
    words: tuple[Word, ...] = ()  # of phrases too
    phrases: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()
    without: tuple[Exclusion, ...] = ()
    initials: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.fields or self.without)


def word_of(text: str) -> Word:
    return Word(text, (*possible_stems(text), *keys_of_name(text)))


def in_one_line(typed: str) -> str:
    """What was typed, without signs that would turn the letters around them or that no page may contain."""
    return " ".join(kept(typed).split())


def parse(typed: str) -> Query:
    """The search that was typed. Raises TooLong."""
    typed = in_one_line(typed)
    if len(typed) > LONGEST:
        raise TooLong
    reader = _Reader()
    closed_up = with_whole_numbers(SPACED_YEARS.sub(r"\1-", typed))
    for minus, name, quoted, plain in PART.findall(closed_up):
        reader.read(is_excluded=bool(minus), name=name, text=quoted or plain, is_phrase=bool(quoted))
    return reader.query(typed)


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[tuple[str, ...]] = []
        self.fields: list[tuple[str, ...]] = []
        self.years: list[str] = []  # tokens: a text is of one of the years
        self.without: list[Exclusion] = []
        self.in_phrases: set[str] = set()

    def read(self, *, is_excluded: bool, name: str, text: str, is_phrase: bool) -> None:
        known = _fields().get(fold(name)) if name else None
        if known:
            self._read_field(known, text, is_excluded=is_excluded)
            return
        words = words_in(f"{name} {text}" if name else text)
        is_phrase = is_phrase and len(words) > 1
        if is_excluded:
            if words:
                groups = tuple(word_of(word).tokens for word in words)
                self.without.append(Exclusion(groups, (_alternatives(words),) if is_phrase else ()))
            return
        self.words += words
        if is_phrase:
            self.phrases.append(_alternatives(words))
            self.in_phrases.update(words)

    def _read_field(self, name: str, text: str, *, is_excluded: bool) -> None:
        groups = tuple(_groups_of_field(name, text))
        if is_excluded and groups:
            self.without.append(Exclusion(groups))
        elif name == "year":
            self.years += groups[0]
        else:
            self.fields.extend(groups)

    def query(self, typed: str) -> Query:
        words = list(dict.fromkeys(self.words))
        initials = [word for word in words if len(word) == 1 and word.isalpha()]
        telling = [word for word in words if word in self.in_phrases or not _says_little(word)]
        return Query(
            typed,
            tuple(map(word_of, (telling or words)[:MOST_WORDS])),
            tuple(self.phrases[:MOST_WORDS]),
            (*self.fields[:MOST_WORDS], *([tuple(self.years)] if self.years else [])),
            tuple(self.without[:MOST_WORDS]),
            tuple(initials if telling else ()),
        )


def _says_little(word: str) -> bool:
    return is_stop_word(word) or (len(word) == 1 and word.isalpha())


def _alternatives(words: Sequence[str]) -> tuple[str, ...]:
    """The phrase in stems; in each of the languages that share the script of its words."""
    found = [""]
    for word in words[:MOST_WORDS]:
        found = [f"{begun} {stem}" for begun in found for stem in possible_stems(word)][:8]
    return tuple(f"{each} " for each in found)


def _fields() -> dict[str, str]:
    """{folded name of a field in any language: the field}"""
    return {
        fold(name): known
        for code in languages.codes()
        for name, known in data_for(code).search_fields.items()
    }


def _groups_of_field(name: str, text: str) -> Iterator[tuple[str, ...]]:
    if name == "year":
        yield tuple(FACET + facet("year", year) for year in _years(text)) or (FACET + facet("year", "none"),)
        return
    mark = {"author": AUTHOR, "topic": TOPIC}[name]
    for word in words_in(text):
        if not _says_little(word):
            yield tuple(mark + token for token in word_of(word).tokens)


def _years(text: str) -> list[str]:
    """Years, or their beginnings with BEGINNING: "2018-2020" is 2018, 2019, 2020, and "1990-2009" is 199* and 200*.

    "2018-" and "-2018" are open; anything else but a year has none.
    """
    found = YEARS.fullmatch(text.strip())
    if not found or not (found[1] or found[3]):
        return []
    first, last = int(found[1] or FIRST_YEAR), int(found[3] or (LAST_YEAR if found[2] else found[1]))
    first, last = sorted((first, last))
    years = []
    while first <= last:
        size = next(size for size in (1000, 100, 10, 1) if not first % size and first + size - 1 <= last)
        digits = 5 - len(str(size))
        years.append(str(first)[:digits] + (BEGINNING if size > 1 else ""))
        first += size
    return years
