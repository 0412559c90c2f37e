"""The vote: one short transaction stores who has voted and what was voted, in two tables that nothing joins.

It looks nothing up before it writes: two unique keys decide, so that no race, double click or retry counts twice. A
ballot id comes only from a valid ticket, so that sending it again is safe and shows the same receipt.
"""

import datetime
from collections.abc import Callable
from enum import Enum
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from polls.models import BallotInbox, PollVoter
from polls.rules import rules_of
from polls.tally import store_tally

STORE_TALLY_EVERY = 64  # votes, on the average: ballot ids are random


class Outcome(Enum):
    COUNTED = "counted"
    REPEATED = "repeated"  # this ballot was counted before: the same receipt
    ALREADY_VOTED = "already_voted"
    OTHER_CHOICES = "other_choices"  # this ballot was counted with other choices
    NOT_OPEN = "not_open"
    BUSY = "busy"  # it may or may not have been counted: send the same ballot again


class _NotOpen(Exception):
    pass


class _ClocksDiffer(Exception):
    pass


def cast_ballot(
    poll_id: int,
    *,
    ballot_id: UUID,
    voter_key: bytes,
    choices: list[int],
    language: str,
    clock: Callable[[], datetime.datetime] = timezone.now,
) -> Outcome:
    """Count a ballot, or return why it was not counted. Raises InvalidChoices when the choices do not fit this poll."""
    ballot = BallotInbox(id=ballot_id, poll_id=poll_id, choices=choices, language=language)
    voter = PollVoter(poll_id=poll_id, voter_key=voter_key)
    try:
        try:
            _insert(ballot, voter, clock)
        except IntegrityError:
            return _already_there(ballot, voter_key, otherwise=Outcome.ALREADY_VOTED)
        except _NotOpen:
            return _already_there(ballot, voter_key, otherwise=Outcome.NOT_OPEN)
    except (OperationalError, InterfaceError, _ClocksDiffer):
        return Outcome.BUSY
    if ballot_id.int % STORE_TALLY_EVERY == 0:
        store_tally(poll_id)
    return Outcome.COUNTED


@transaction.atomic(durable=True)
def _insert(ballot: BallotInbox, voter: PollVoter, clock: Callable[[], datetime.datetime]) -> None:
    at = clock()
    rules = rules_of(ballot.poll_id, at)
    if rules is None:
        raise _NotOpen
    ballot.choices = rules.canonical(ballot.choices)
    if not rules.is_open(at):
        raise _NotOpen
    if not rules.clocks_agree():
        raise _ClocksDiffer
    voter.hour = hour_of(at)
    voter.save(force_insert=True)
    ballot.save(force_insert=True)


def _already_there(ballot: BallotInbox, voter_key: bytes, *, otherwise: Outcome) -> Outcome:
    """What became of this ballot id earlier; `otherwise` when it was not counted for this voter."""
    stored = (
        BallotInbox.objects.filter(pk=ballot.pk, poll=ballot.poll_id)
        .values_list("choices", flat=True)
        .first()
    )
    if stored is None or not has_voted(ballot.poll_id, voter_key):
        return otherwise
    return Outcome.REPEATED if stored == ballot.choices else Outcome.OTHER_CHOICES


def has_voted(poll_id: int, voter_key: bytes) -> bool:
    return PollVoter.objects.filter(poll=poll_id, voter_key=voter_key).exists()


def hour_of(at: datetime.datetime) -> int:
    """Hours since 1970. Nothing finer is stored of the time of a vote."""
    return int(at.timestamp()) // 3600
