"""How many reads of one publication count from one network in a day, so that nobody alone lifts a text to the top.

Held in the memory of this process alone, under tags that mean nothing once the day's salt is gone.
"""

import collections
import datetime
import threading
from uuid import UUID

from django.http import HttpRequest

from thinktank.readers.networks import prefix_tags

READS_PER_SUBSCRIBER, READS_PER_NETWORK = 5, 50
MOST_KEPT = 50_000  # tags: beyond it, counting begins anew

_lock = threading.Lock()
_counts = collections.Counter()  # (uid of the publication, tag of a network) -> reads
_day = None


def is_admitted(request: HttpRequest, uid: UUID, at: datetime.datetime) -> bool:
    """Count a read against its network: whether it is still one of those that count."""
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
