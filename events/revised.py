"""How often the time, place or status of an event was changed: what calendars call its SEQUENCE."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# What belongs to all languages; the place is a word of each.
TIMES_AND_STATUS = ("starts_at", "ends_at", "is_all_day", "time_zone", "format", "status")


class Said(NamedTuple):
    """What one edition says of an event. `facts` None: it was erased."""

    language: str
    facts: Mapping[str, Any] | None


def times_revised(editions: Iterable[Said]) -> int:
    """The number of such changes among the editions of an event in all languages, in the order in which they went live.

    It never falls (RFC 5545, 3.8.7.4): editions are added at the end only, and an erased one counts as different from
    its neighbours.
    """
    said = list(editions)
    places: dict[str, list[object]] = {}
    for each in said:
        places.setdefault(each.language, []).append(_place(each))
    return _changes(map(_times, said)) + sum(map(_changes, places.values()))


def _times(said: Said) -> object:
    return object() if said.facts is None else tuple(said.facts.get(name) for name in TIMES_AND_STATUS)


def _place(said: Said) -> object:
    return object() if said.facts is None else said.facts.get("place", "")


def _changes(values: Iterable[object]) -> int:
    return sum(before != after for before, after in itertools.pairwise(values))
