"""Delete data whose retention period has ended. `manage.py work` does it at its first tick and every few minutes.

Each function looks for everything that is due, so nothing is missed when the worker did not run for a while.
"""

import datetime
import logging
import time

from django.contrib.sessions.models import Session
from django.utils import timezone

import polls.retention
import thinktank.ratings.retention
from thinktank.desk.open_forms import forget_old_forms
from thinktank.desk.trash import purge_old
from thinktank.error_reports.models import ErrorReport
from thinktank.readers.throttle import forget_old_networks
from thinktank.review.retention import forget_old_notices

logger = logging.getLogger(__name__)

EVERY = 300  # seconds
REPORTS_KEPT_FOR = datetime.timedelta(days=3 * 365)  # counted from the hour in which they came
_kept_at: float | None = None  # when promises were last kept: seconds of the monotonic clock


def _keys_of_closed_polls(at: datetime.datetime) -> int:
    return polls.retention.shred_old_peppers(at)


def _keys_of_old_ratings(at: datetime.datetime) -> int:
    return thinktank.ratings.retention.shred_old_peppers(at)


def _tags_and_salts_of_networks(at: datetime.datetime) -> int:
    return forget_old_networks(at)


def _sessions_that_have_ended(at: datetime.datetime) -> int:
    return Session.objects.filter(expire_date__lte=at).delete()[0]


def _closed_error_reports(at: datetime.datetime) -> int:
    return ErrorReport.objects.closed_before(at - REPORTS_KEPT_FOR).delete()[0]


def _unsaved_forms(at: datetime.datetime) -> int:
    return forget_old_forms(at)


def _old_trash(at: datetime.datetime) -> int:
    return purge_old(at)


def _old_notices_of_reviews(at: datetime.datetime) -> int:
    return forget_old_notices(at)


PROMISES = [
    _keys_of_closed_polls,
    _keys_of_old_ratings,
    _tags_and_salts_of_networks,
    _sessions_that_have_ended,
    _closed_error_reports,
    _unsaved_forms,
    _old_trash,
    _old_notices_of_reviews,
]


def keep_promises(at: datetime.datetime) -> None:
    """Delete everything that is due at this moment. A failure is logged and does not stop the others."""
    for keep in PROMISES:
        try:
            n = keep(at)
        except Exception:
            logger.exception("A promise could not be kept: %s", keep.__name__.strip("_").replace("_", " "))
        else:
            if n:
                logger.info("Destroyed: %d, %s", n, keep.__name__.strip("_").replace("_", " "))


def keep_promises_when_due() -> None:
    """Keep the promises unless that was done within the last EVERY seconds."""
    global _kept_at
    now = time.monotonic()
    if _kept_at is None or now - _kept_at >= EVERY:
        _kept_at = now
        keep_promises(timezone.now())
