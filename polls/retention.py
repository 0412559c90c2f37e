"""Thirty days after a poll has closed, its pepper is destroyed: then nobody can ever tell who voted."""

import datetime

from polls.models import Poll
from polls.models.poll import PEPPERS
from thinktank.readers.peppers import has_pepper, shred_peppers

KEPT_FOR = datetime.timedelta(days=30)


def shred_old_peppers(at: datetime.datetime) -> int:
    """Destroy the peppers of polls closed long enough; returns how many."""
    return shred_peppers(PEPPERS, _due(at))


def _due(at):
    return list(Poll.objects.filter(closes_at__lte=at - KEPT_FOR).values_list("uid", flat=True))


def peppers_kept_too_long(at: datetime.datetime) -> list:
    """With two days of grace for the job that shreds."""
    return [uid for uid in _due(at - datetime.timedelta(days=2)) if has_pepper(PEPPERS, uid)]
