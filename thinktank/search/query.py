"""Reads what somebody typed: words, "phrases", -excluded words, author:, topic: and year:, in every language's words.

Nothing that can be typed is an error but too much of it: signs that mean nothing are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from thinktank.language import languages
from thinktank.language.analyser import is_stop_word, keys_of_name, possible_stems, words_in
from thinktank.language.data import data_for
from thinktank.language.searching import fold
from thinktank.search.facets import facet
from thinktank.search.tokens import AUTHOR, FACET, TOPIC

LONGEST = 200  # signs
MOST_WORDS = 16  # further ones are left out
MOST_YEARS = 200  # of a range
FIRST_YEAR, LAST_YEAR = 1000, 9999
QUOTES = '"“”„«»‟'
PART = re.compile(rf"""(-?)(?:([^\W\d_]+):\s*)?(?:[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|([^\s{QUOTES}]+))""")
YEARS = re.compile(r"(\d{4})(?:\s*[-–—]\s*(\d{4}))?")


class TooLong(ValueError):
    """More signs than LONGEST."""


@dataclass(frozen=True)
class Word:
    """A word of a search, folded, with the tokens that it may have in a document."""

    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """A search as it was understood.

    `all_of` are groups of tokens of which a document must have one each: of words and phrases, then of fields. `phrases`
    and `without_phrases` have alternatives: see fulltext.Condition.
    """

    typed: str
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    without_phrases: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()  # (groups joined, alternatives)
    initials: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.words or self.fields or self.without or self.without_phrases)


def word_of(text: str) -> Word:
    return Word(text, (*possible_stems(text), *keys_of_name(text)))


def parse(typed: str) -> Query:
    """The search that was typed. Raises TooLong."""
    typed = " ".join(typed.replace("\x00", " ").split())
    if len(typed) > LONGEST:
        raise TooLong
    reader = _Reader()
    for minus, name, quoted, plain in PART.findall(typed):
        reader.read(is_excluded=bool(minus), name=name, text=quoted or plain, is_phrase=bool(quoted))
    return reader.query(typed)


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []  # of phrases too
        self.phrases: list[tuple[str, ...]] = []
        self.fields: list[tuple[str, ...]] = []
        self.without: list[tuple[str, ...]] = []
        self.without_phrases: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        self.in_phrases: set[str] = set()

    def read(self, *, is_excluded: bool, name: str, text: str, is_phrase: bool) -> None:
        known = _fields().get(fold(name)) if name else None
        if known:
            groups = list(_groups_of_field(known, text))
            (self.without if is_excluded else self.fields).extend(groups)
            return
        words = words_in(f"{name} {text}" if name else text)
        if is_excluded:
            self._exclude(words, is_phrase=is_phrase)
        else:
            self.words += words
            if is_phrase and len(words) > 1:
                self.phrases.append(_alternatives(words))
                self.in_phrases.update(words)

    def _exclude(self, words: list[str], *, is_phrase: bool) -> None:
        if is_phrase and len(words) > 1:
            self.without_phrases.append((tuple(words), _alternatives(words)))
        else:
            self.without += [word_of(word).tokens for word in words]

    def query(self, typed: str) -> Query:
        words = list(dict.fromkeys(self.words))
        initials = [word for word in words if len(word) == 1 and word.isalpha()]
        telling = [word for word in words if word in self.in_phrases or not _says_little(word)]
        return Query(
            typed,
            tuple(map(word_of, (telling or words)[:MOST_WORDS])),
            tuple(self.phrases[:MOST_WORDS]),
            tuple(self.fields[:MOST_WORDS]),
            tuple(self.without[:MOST_WORDS]),
            tuple(self.without_phrases[:MOST_WORDS]),
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
        if years := YEARS.fullmatch(text.strip()):
            yield tuple(f"{FACET}{facet('year', year)}" for year in _years(*years.groups()))
        else:
            yield (f"{FACET}{facet('year', 'none')}",)  # no document has it
        return
    mark = {"author": AUTHOR, "topic": TOPIC}[name]
    for word in words_in(text):
        if not _says_little(word):
            yield tuple(mark + token for token in word_of(word).tokens)


def _years(first: str, last: str | None) -> range:
    start, end = sorted((int(first), int(last or first)))
    return range(start, min(end, start + MOST_YEARS) + 1)
