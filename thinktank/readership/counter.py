"""Reads on their way to the database: gathered in the memory of this process, and added together every few seconds.

What a worker that is killed has not written is lost: reads of ten seconds. It is a statistic, not a vote.
"""

import atexit
import collections
import datetime
import logging
import threading
import time
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from thinktank.readership.models import Readership
from thinktank.readership.sums import add_reads

logger = logging.getLogger(__name__)

WRITE_EVERY = 10.0  # seconds
MOST_GATHERED = (
    10_000  # numbers, while the database is away: a text that is not among them then is not counted
)

_lock = threading.Lock()
_gathered = collections.Counter()  # (uid of the publication, language, day) -> reads
_written_at = float("-inf")  # seconds of the monotonic clock


def count_read(uid: UUID, language: str, day: datetime.date) -> None:
    """One read more, in memory; whoever comes when the last writing is a while ago writes for all."""
    global _written_at
    now = time.monotonic()
    with _lock:
        _gather({(uid, language, day): 1})
        is_due = now - _written_at >= WRITE_EVERY
        if is_due:
            _written_at = now
    if is_due:
        write_reads()


def write_reads() -> None:
    """Add what was gathered to the database; when it is away, gather on."""
    with _lock:
        reads = dict(_gathered)
        _gathered.clear()
    if not reads:
        return
    try:
        _add(reads)
    except (DatabaseError, InterfaceError) as error:
        logger.error("Reads wait to be written: %s", error)
        with _lock:
            _gather(reads)


def _gather(reads):
    for key, n in reads.items():
        if key in _gathered or len(_gathered) < MOST_GATHERED:
            _gathered[key] += n


def _add(reads):
    """Those of texts that are live."""
    live = Readership.objects.counted(timezone.now()).filter(publication_uid__in={key[0] for key in reads})
    ids = {
        (uid, language): pk
        for uid, language, pk in live.values_list("publication_uid", "language", "publication")
    }
    add_reads(
        (ids[uid, language], language, day, n)
        for (uid, language, day), n in reads.items()
        if (uid, language) in ids
    )


@atexit.register
def _write_at_the_end():
    write_reads()
    connection.close()
