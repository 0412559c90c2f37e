"""The order of results: BM25 over weighted fields, computed here from the stored tokens, so that it is the same on both
databases. Among documents that count the same, the newer comes first.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.5 (BM25F). The rarity of
words is left out where every document found has all of them.
"""

import bisect
import heapq
import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from thinktank.search.fulltext import Condition, matching, tokens_with
from thinktank.search.known import Known
from thinktank.search.query import Query
from thinktank.search.tokens import FIELDS, IN_HEAD, IN_TITLE, TITLES, lines_of

MOST = 100  # documents that are read and ranked; the others follow by date
SATURATION = 1.5  # k1: how soon more of the same word counts no more
LENGTH = 0.4  # b: how much the length of a field counts, from 0 to 1
WHOLE_TITLE = 3.0  # for a title that has all words
ADJACENT = 0.6  # for two words of the search that are neighbours in a field, times the field's weight
MOST_ADJACENT = 3.0  # for all such places in one field
INITIAL = 0.5  # for a person with this initial
OWN_LANGUAGE = 0.15
STEP = 0.01  # scores that differ by less are the same

NAMES = tuple(FIELDS)


class _Sought(NamedTuple):
    text: str
    tokens: tuple[str, ...]  # with a space before and after each


type Weights = Mapping[str, float]  # of the words of a search, by their text: how rare they are


def order(
    found: Mapping[int, Known], query: Query, language: str, weights: Weights | None = None
) -> list[int]:
    """The keys of all documents found, the best first."""
    by_date = sorted(found, key=found.__getitem__)
    if not query.words:
        return by_date
    chosen = _chosen(found, query, by_date)
    words = [_Sought(word.text, tuple(f" {token} " for token in word.tokens)) for word in query.words]
    scores = {
        key: _score(tokens, words, query.initials, weights or {})
        + (OWN_LANGUAGE if found[key].language == language else 0)
        for key, tokens in tokens_with(chosen)
    }
    best = sorted(scores, key=lambda key: (-round(scores[key] / STEP), found[key]))
    return [*best, *(key for key in by_date if key not in scores)]


def _chosen(found: Mapping[int, Known], query: Query, by_date: list[int]) -> list[int]:
    """The documents worth ranking: those with all words in the title, then in the head, then the newest."""
    if len(found) <= MOST:
        return by_date
    chosen: dict[int, None] = {}
    for mark in (IN_TITLE, IN_HEAD):
        if len(chosen) >= MOST:
            break
        groups = [[mark + token for token in word.tokens] for word in query.words]
        marked = [key for key in matching(Condition(groups)) if key in found]
        chosen |= dict.fromkeys(heapq.nsmallest(MOST, marked, key=found.__getitem__))
    for key in by_date:
        if len(chosen) >= MOST:
            break
        chosen.setdefault(key)
    return list(chosen)[:MOST]


def _score(stored: str, words: Sequence[_Sought], initials: Sequence[str], weights: Weights) -> float:
    lines = _Lines(stored)
    total, in_title = 0.0, 0
    for word in words:
        counts = lines.counts(word.tokens)
        if len(counts) > 1:
            counts.pop("address", None)  # it only repeats the title
        often = sum(FIELDS[name].weight * n / lines.stretch(name) for name, n in counts.items())
        total += weights.get(word.text, 1.0) * often / (SATURATION + often)
        in_title += not counts.keys().isdisjoint(TITLES)
    if in_title == len(words):
        total += WHOLE_TITLE / max(1.0, lines.length("title") / len(words)) ** 0.5
    for one, other in itertools.pairwise(words):
        pairs = lines.counts([f"{a[:-1]}{b}" for a in one.tokens for b in other.tokens])
        total += sum(min(MOST_ADJACENT, ADJACENT * FIELDS[name].weight * n) for name, n in pairs.items())
    return total + INITIAL * any(f" {initial}" in lines.text("people") for initial in initials)


class _Lines:
    """The lines of one document: which fields have a token, how often, and how long they are."""

    def __init__(self, stored: str) -> None:
        self.stored = stored
        self.lines = lines_of(stored)
        # Where each line ends
        self.ends = list(itertools.accumulate(map(len, self.lines), lambda end, size: end + 1 + size))
        self.marks = self.ends[2 * len(NAMES) - 1]  # where the marked tokens begin

    def counts(self, tokens: Sequence[str]) -> dict[str, int]:
        """{field: how often it has the token that it has most often}; tokens are given with spaces around them."""
        most: dict[str, int] = {}
        for token in tokens:
            of_token: dict[str, int] = {}
            at = self.stored.find(token)
            while 0 <= at < self.marks:
                name = NAMES[bisect.bisect(self.ends, at) // 2]
                of_token[name] = of_token.get(name, 0) + 1
                at = self.stored.find(token, at + len(token) - 1)
            for name, n in of_token.items():
                if n > most.get(name, 0):
                    most[name] = n
        return most

    def text(self, name: str) -> str:
        """The stems of a field."""
        return self.lines[2 * NAMES.index(name)]

    def length(self, name: str) -> int:
        return self.text(name).count(" ")

    def stretch(self, name: str) -> float:
        """By how much a word counts less, because the field is longer than usual."""
        return 1 - LENGTH + LENGTH * self.length(name) / FIELDS[name].usual
