"""Destroying the pepper of a poll thirty days after it closed. After that, no one can tell who voted."""

import datetime
from uuid import UUID

from polls.models import Poll
from polls.models.poll import PEPPERS
from thinktank.readers.peppers import has_pepper, shred_peppers

KEPT_FOR = datetime.timedelta(days=30)


def shred_old_peppers(at: datetime.datetime) -> int:
    """Destroy the peppers of polls that closed long enough ago; return how many."""
    return shred_peppers(PEPPERS, _due(at))


def _due(at: datetime.datetime) -> list[UUID]:
    return list(Poll.objects.filter(closes_at__lte=at - KEPT_FOR).values_list("uid", flat=True))


def peppers_kept_too_long(at: datetime.datetime) -> list[UUID]:
    """Polls whose pepper is overdue by two days, which the task that destroys them may need."""
    return [uid for uid in _due(at - datetime.timedelta(days=2)) if has_pepper(PEPPERS, uid)]
