"""Counting. There is no counter anywhere: a tally is a count of the ballots, made anew, and the counts taken over."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, TextField
from django.db.models.functions import Cast

from polls.models import BallotInbox

HELD_FOR = 5.0  # seconds: how old a tally a process may show
FEW = 1_000  # ballots: so many are counted in a millisecond, and among them one more is noticed


@dataclass(frozen=True)
class Tally:
    """Ballots of one poll: how many there are, and how many name each option (by its number)."""

    voters: int = 0
    votes: Counter = field(default_factory=Counter)


def ballot_groups():
    """Ballots grouped by what they say: rows of poll_id, choices (as JSON text), n."""
    return (
        BallotInbox.objects.annotate(choices_text=Cast("choices", TextField()))
        .values("poll_id", "choices_text")
        .annotate(n=Count("pk"))
        .order_by()
    )


def tally_of(groups: Iterable[tuple[str, int]]) -> Tally:
    """Add up (choices as JSON text, n) of one poll."""
    voters, votes = 0, Counter()
    for choices, n in groups:
        voters += n
        for number in json.loads(choices):
            votes[number] += n
    return Tally(voters, votes)


def count_ballots(poll_id: int) -> Tally:
    return tally_of(ballot_groups().filter(poll=poll_id).values_list("choices_text", "n"))


@dataclass(frozen=True)
class _Held:
    tally: Tally
    counted_at: float
    took: float


_held: dict[UUID, _Held] = {}


def held_tally(poll_id: int, uid: UUID) -> Tally:
    """The poll's tally, counted by this process within the last seconds, or now."""
    return _tally(poll_id, uid, lambda held: HELD_FOR)


def fresh_tally(poll_id: int, uid: UUID) -> Tally:
    """For somebody who has just voted: counted now, unless there are many ballots and counting would fill a twentieth
    of the time.
    """
    return _tally(poll_id, uid, lambda held: 0 if held.tally.voters < FEW else min(HELD_FOR, 20 * held.took))


def _tally(poll_id, uid, max_age):
    held, now = _held.get(uid), time.monotonic()
    if held is None or now - held.counted_at >= max_age(held):
        tally = count_ballots(poll_id)
        held = _held[uid] = _Held(tally, now, time.monotonic() - now)
    return held.tally
