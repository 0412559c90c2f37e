"""Limits on how many reads of one publication count from one network in a day, so that one reader cannot push a text up.

Each process counts in memory, under tags that identify no network once the day's salt is destroyed.
"""

import datetime
import threading
from collections import Counter
from uuid import UUID

from django.http import HttpRequest

from thinktank.readers.networks import prefix_tags

READS_PER_SUBSCRIBER, READS_PER_NETWORK = 5, 50
MOST_KEPT = 50_000  # tags: with more, counting starts again from zero

_lock = threading.Lock()
_counts: Counter[tuple[UUID, str]] = Counter()  # (uid of the publication, tag of a network) -> reads
_day: datetime.date | None = None


def is_admitted(request: HttpRequest, uid: UUID, at: datetime.datetime) -> bool:
    """Count a read against its network; return whether it is within the limits."""
    global _day
    day = at.astimezone(datetime.UTC).date()
    tags = prefix_tags(request, at)
    with _lock:
        if day != _day or len(_counts) > MOST_KEPT:
            _counts.clear()
            _day = day
        for tag, limit in zip(tags, (READS_PER_SUBSCRIBER, READS_PER_NETWORK), strict=True):
            if _counts[uid, tag] >= limit:
                return False
            _counts[uid, tag] += 1
        return True
