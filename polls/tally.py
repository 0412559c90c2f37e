"""Counting. A poll's tally is its stored tally and the few ballots that are not in it yet, read in one statement.

A vote only inserts its ballot, so that no vote waits for another. Now and then `store_tally` adds pending ballots to
the stored tally and marks them, in one transaction: in every snapshot of the database each ballot counts exactly once.
It picks them at random and leaves PENDING_KEPT of them, because the newest ballots must not be recognisable: voters
have an hour, and the only pending ballot would belong to the last voter (decision 0111).
"""

import json
import logging
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Count, F, QuerySet, TextField
from django.db.models.functions import Cast

from polls.models import BallotInbox, PollTally

PENDING_AT_MOST = 500  # ballots: more of them are added to the stored tally
PENDING_KEPT = 250  # ballots that stay pending, so that each pending ballot may be any of so many
BATCH = 5_000  # ballots of one transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tally:
    """Ballots of one poll: how many there are, and how many name each option (by its number)."""

    voters: int = 0
    votes: Counter[int] = field(default_factory=Counter)


def tally_rows(**of_polls: Any) -> list[QuerySet[Any]]:
    """Two queries to be joined by UNION ALL, with columns poll_id, said, n: stored tallies, and pending ballots
    grouped by what they say. `said` is JSON text: {"option number": votes} of n ballots, or the choices that n ballots
    name. `of_polls` are filters: `poll=1`, `poll__in=polls`.
    """
    stored = PollTally.objects.annotate(said=Cast("votes", TextField()), n=F("ballots"))
    pending = ballot_groups().filter(is_tallied=False)
    return [
        rows.filter(**of_polls).order_by().values_list("poll_id", "said", "n") for rows in (stored, pending)
    ]


def ballot_groups() -> QuerySet[Any]:
    """Ballots grouped by what they say: poll_id, said (choices as JSON text), n."""
    return (
        BallotInbox.objects.annotate(said=Cast("choices", TextField()))
        .values("poll_id", "said")
        .annotate(n=Count("pk"))
        .order_by()
    )


def tally_of(rows: Iterable[tuple[str, int]]) -> Tally:
    """Add up (said, n) of one poll."""
    voters, votes = 0, Counter[int]()
    for text, n in rows:
        voters += n
        said = json.loads(text)
        votes.update(
            {int(number): count for number, count in said.items()}
            if isinstance(said, dict)
            else dict.fromkeys(said, n)
        )
    return Tally(voters, votes)


def read_tally(poll_id: int) -> Tally:
    """The tally at this moment, the same in every process. One query, however many ballots there are."""
    stored, pending = tally_rows(poll=poll_id)
    return tally_of((said, n) for _poll_id, said, n in stored.union(pending, all=True))


def count_ballots(poll_id: int) -> Tally:
    """The tally counted from every ballot, for checks: read_tally must say the same."""
    return tally_of(ballot_groups().filter(poll=poll_id).values_list("said", "n"))


def store_tally(poll_id: int) -> int:
    """Add pending ballots to the stored tally when they are many. Returns how many were added.

    Several processes may call it at once: one does it, the others do nothing. An error of the database is logged:
    every ballot is counted all the same, and the next call catches up.
    """
    added, n = 0, BATCH
    try:
        while n == BATCH and _has_many_pending(poll_id):
            n = _store_batch(poll_id)
            added += n
    except (DatabaseError, InterfaceError) as error:
        logger.error("The tally of poll %s could not be stored: %s", poll_id, error)
    return added


def _has_many_pending(poll_id: int) -> bool:
    return BallotInbox.objects.pending().filter(poll=poll_id)[: PENDING_AT_MOST + 1].count() > PENDING_AT_MOST


@transaction.atomic
def _store_batch(poll_id: int) -> int:
    PollTally.objects.bulk_create([PollTally(poll_id=poll_id)], ignore_conflicts=True)
    stored = PollTally.objects.select_for_update(skip_locked=True).filter(poll=poll_id).first()
    if stored is None:  # another process is at it
        return 0
    pending = BallotInbox.objects.pending().filter(poll=poll_id)  # more of them may come, but none goes
    ids = list(pending.values_list("pk", flat=True)[: BATCH + PENDING_KEPT])
    if len(ids) <= PENDING_AT_MOST:
        return 0
    chosen = pending.filter(pk__in=random.SystemRandom().sample(ids, len(ids) - PENDING_KEPT))
    votes = Counter({int(number): n for number, n in stored.votes.items()})
    for choices in chosen.values_list("choices", flat=True):
        votes.update(choices)
    stored.votes = {str(number): votes[number] for number in sorted(votes)}
    added = chosen.update(is_tallied=True)
    stored.ballots += added
    stored.save(update_fields=["votes", "ballots"])
    return added
