"""What was promised to be destroyed, and when: `manage.py work` keeps it, at its first tick and then every few minutes.

Each asks by the clock what is due, not what has happened since the last time: what was missed is caught up.
"""

import datetime
import logging
import time

from django.contrib.sessions.models import Session
from django.utils import timezone

import polls.retention
import thinktank.ratings.retention
from thinktank.readers.throttle import forget_old_networks

logger = logging.getLogger(__name__)

EVERY = 300  # seconds
_kept_at = None  # seconds of the monotonic clock


def _keys_of_closed_polls(at):
    return polls.retention.shred_old_peppers(at)


def _keys_of_old_ratings(at):
    return thinktank.ratings.retention.shred_old_peppers(at)


def _tags_and_salts_of_networks(at):
    return forget_old_networks(at)


def _sessions_that_have_ended(at):
    return Session.objects.filter(expire_date__lte=at).delete()[0]


PROMISES = [
    _keys_of_closed_polls,
    _keys_of_old_ratings,
    _tags_and_salts_of_networks,
    _sessions_that_have_ended,
]


def keep_promises(at: datetime.datetime) -> None:
    """Destroy all that is due by then. One that fails is told of in the log and does not keep the others."""
    for keep in PROMISES:
        try:
            n = keep(at)
        except Exception:
            logger.exception("A promise could not be kept: %s", keep.__name__.strip("_").replace("_", " "))
        else:
            if n:
                logger.info("Destroyed: %d, %s", n, keep.__name__.strip("_").replace("_", " "))


def keep_promises_when_due() -> None:
    """For a tick: nothing is done when it was done within the last minutes."""
    global _kept_at
    now = time.monotonic()
    if _kept_at is None or now - _kept_at >= EVERY:
        _kept_at = now
        keep_promises(timezone.now())
