"""Finding documents: what meets a search, in which order, with how many for each value of a facet."""

import datetime
import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain

from thinktank.language.analyser import typed_in_other_layouts
from thinktank.search import spelling
from thinktank.search.facets import parts_of
from thinktank.search.fulltext import Condition, live
from thinktank.search.known import Known, known
from thinktank.search.query import LONGEST, Query, parse
from thinktank.search.ranking import order
from thinktank.search.tokens import EVERY, FACET

MOST_GUESSES = 4  # other readings of a search that are tried
ENOUGH_CLOSEST = 100  # documents, when none has all words


class Because(StrEnum):
    """Why results are those of another search than the one that was typed."""

    LAYOUT = "layout"  # typed with another keyboard layout
    SPELLING = "spelling"
    CLOSEST = "closest"  # no document has all words


@dataclass(frozen=True)
class Results:
    """`keys` of documents, the best first, one for each publication, person ...; `counts` of them by facet."""

    query: Query  # what was searched for
    keys: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    because: Because | None = None


type Filters = Sequence[str]  # tokens of facets that documents must have


def find(typed: str, language: str, filters: Filters, at: datetime.datetime) -> Results:
    """The results of a search in the reader's language. Without any, those of what the reader may have meant.

    Raises TooLong.
    """
    query = parse(typed)
    results = _results(query, language, filters, at)
    if results.keys or not query.words:
        return results
    for because, other in _meant(query, at):
        if (meant := _results(other, language, filters, at)).keys:
            return replace(meant, because=because)
    return _closest(query, language, filters, at)


def _results(query: Query, language: str, filters: Filters, at: datetime.datetime) -> Results:
    if not query and not filters:
        return Results(query)
    found = _found(query, filters, at)
    counts = counts_of(found)
    for chosen in filters:  # what another value in its place would find
        others = counts_of(_found(query, [each for each in filters if each != chosen], at))
        name = parts_of(chosen)[0]
        for token, n in others.items():
            if parts_of(token)[0] == name:
                counts[token] = n
    return Results(query, order(one_of_each(found, language), query, language), counts)


def _found(query: Query, filters: Filters, at: datetime.datetime) -> dict[int, Known]:
    groups = [word.tokens for word in query.words] + [*query.fields, *([FACET + each] for each in filters)]
    found = known(live(Condition(groups or [[EVERY]], query.phrases), at))
    if not query.without:
        return found
    excluded = {
        row.owner
        for each in query.without
        for row in known(live(Condition(each.groups, each.phrases), at)).values()
    }
    return {key: row for key, row in found.items() if row.owner not in excluded}


def one_of_each(found: Mapping[int, Known], language: str) -> dict[int, Known]:
    """One document for each publication, person ...: in the reader's language if that was found."""
    keys = sorted(found)
    chosen = {found[key].owner: key for key in keys if found[key].language != language}
    chosen |= {found[key].owner: key for key in keys if found[key].language == language}
    return {key: found[key] for key in chosen.values()}


def counts_of(found: Mapping[int, Known]) -> Counter[str]:
    """How many publications, people ... have a facet, in any of the languages that were found."""
    first: dict[int, Known] = {}
    further = [row for row in found.values() if first.setdefault(row.owner, row) is not row]
    counts = Counter(chain.from_iterable(row.facets for row in first.values()))
    seen: dict[int, set[str]] = {}
    for row in further:
        counted = seen.setdefault(row.owner, set(first[row.owner].facets))
        counts.update(new := set(row.facets) - counted)
        counted |= new
    return counts


# Nothing was found


def _meant(query: Query, at: datetime.datetime) -> list[tuple[Because, Query]]:
    """Other readings of what was typed: another keyboard layout, other spellings, or both."""
    layouts = [parse(text) for text in typed_in_other_layouts(query.typed) if len(text) <= LONGEST]
    # A single letter that is a word on another keyboard is no sign that the wrong one was used
    layouts = [each for each in layouts if any(len(word.text) > 1 for word in each.words)]
    meant = [(Because.LAYOUT, each) for each in layouts]
    for each in [query, *layouts]:
        if corrected := spelling.corrected(each, at):
            meant.append((Because.SPELLING, corrected))
    return meant[:MOST_GUESSES]


def _closest(query: Query, language: str, filters: Filters, at: datetime.datetime) -> Results:
    """The documents with most of the words, the rarer ones counting more; half of the words must be somewhere.

    ENOUGH_CLOSEST documents, and all others that are as close as the last of these.
    """
    found = {word: _found(replace(query, words=(word,), phrases=()), filters, at) for word in query.words}
    found = {word: rows for word, rows in found.items() if rows}
    if not found or len(found) < len(query.words) / 2:
        return Results(query, because=Because.CLOSEST)
    words_in = Counter(chain.from_iterable(found.values()))
    rarity = {word: math.log(1 + len(words_in) / len(rows)) for word, rows in found.items()}
    closeness: dict[int, float] = dict.fromkeys(words_in, 0.0)
    for word, rows in found.items():
        for key in rows:
            closeness[key] += rarity[word]
    fewest_words = max(words_in.values()) - 1
    least = heapq.nlargest(ENOUGH_CLOSEST, closeness.values())[-1]
    near = {
        key: row
        for rows in found.values()
        for key, row in rows.items()
        if words_in[key] >= fewest_words and closeness[key] >= least
    }
    weights = {word.text: weight for word, weight in rarity.items()}
    ranked = order(one_of_each(near, language), replace(query, words=tuple(found)), language, weights)
    return Results(query, ranked, because=Because.CLOSEST)
