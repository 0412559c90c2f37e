"""Counting reads in the memory of this process, and adding them to the database every few seconds.

A worker that is killed loses the reads of at most ten seconds. That is enough for a statistic.
"""

import atexit
import collections
import datetime
import logging
import threading
import time
from collections.abc import Mapping
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from thinktank.readership.models import Readership
from thinktank.readership.sums import add_reads

logger = logging.getLogger(__name__)

WRITE_EVERY = 10.0  # seconds
MOST_GATHERED = (
    10_000  # counts to keep while the database cannot be reached: reads of further texts are dropped
)

type Key = tuple[UUID, str, datetime.date]  # (uid of the publication, language, day)

_lock = threading.Lock()
_gathered: collections.Counter[Key] = collections.Counter()
_written_at = float("-inf")  # seconds of the monotonic clock


def count_read(uid: UUID, language: str, day: datetime.date) -> None:
    """Count a read in memory. The first call after WRITE_EVERY seconds writes all counts to the database."""
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
    """Add all counts to the database. When it cannot be reached, keep them in memory."""
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


def _gather(reads: Mapping[Key, int]) -> None:
    for key, n in reads.items():
        if key in _gathered or len(_gathered) < MOST_GATHERED:
            _gathered[key] += n


def _add(reads: Mapping[Key, int]) -> None:
    """Add the reads of texts that are live."""
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
def _write_at_the_end() -> None:
    write_reads()
    connection.close()
