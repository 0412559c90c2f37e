"""Other spellings of a mistyped word, out of the words of the documents."""

import datetime
import re
from collections.abc import Mapping

from django.db.models import Q

from thinktank.language.analyser import WORD, folded_pieces, is_stop_word
from thinktank.language.letters import letters_apart
from thinktank.search.fulltext import Condition, count_live, is_any_live
from thinktank.search.models import SearchTerm
from thinktank.search.query import LONGEST, Query, parse, word_of

SHORTEST = 4  # letters of a word that may be mistyped
LONG = 8  # letters of a word that may have two letters wrong
MOST_LOOKED_AT = 4_000
MOST_TRIED = 5  # words equally far from the one that was typed, of which the most frequent is suggested


def corrected(query: Query, at: datetime.datetime) -> Query | None:
    """The search with every word that no live document has replaced by a similar one; None when there is no such word."""
    replaced = {}
    for word in query.words:
        if not is_any_live(Condition([word.tokens]), at) and (other := similar(word.text, at)):
            replaced[word.text] = other
    return parse(_rewritten(query.typed, replaced)) if replaced else None


def _rewritten(typed: str, replaced: Mapping[str, str]) -> str:
    """What was typed, with these words replaced by others and everything else as it was."""

    def other(found: re.Match[str]) -> str:
        return replaced.get("".join(folded_pieces(found[0])), found[0])

    return WORD.sub(other, typed)[:LONGEST]


def similar(word: str, at: datetime.datetime) -> str | None:
    """The word of the documents that a mistyped one was probably meant to be."""
    if len(word) < SHORTEST or is_stop_word(word):
        return None
    most = 2 if len(word) >= LONG else 1
    distances = {term: letters_apart(word, term) for term in _near(word, most)}
    for distance in range(1, most + 1):
        there = sorted(term for term, apart in distances.items() if apart == distance)
        often = {term: count_live(Condition([word_of(term).tokens]), at) for term in there[: 4 * MOST_TRIED]}
        if any(often.values()):
            return max(often, key=lambda term: (term[0] == word[0], often[term], term))
    return None


def _near(word: str, most: int) -> list[str]:
    """Words of about this length that begin or end alike: a mistake leaves one of the two as it was."""
    alike = Q(beginning=word[:3]) | Q(ending=word[-3:])
    found = SearchTerm.objects.filter(alike, length__range=(len(word) - most, len(word) + most))
    return list(found.order_by("word").values_list("word", flat=True)[:MOST_LOOKED_AT])
