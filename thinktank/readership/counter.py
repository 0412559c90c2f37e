"""Counting reads: each process gathers them in memory and adds them to the database every few seconds.

A worker that is killed loses the reads of ten seconds at most. They are a statistic, not votes.
"""

import atexit
import datetime
import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.utils import timezone

from thinktank.readership.models import Readership, ReadingDay

logger = logging.getLogger(__name__)

WRITE_EVERY = 10.0  # seconds
# Keys (text, language, day) while the database does not answer; reads of further texts are dropped.
MOST_GATHERED = 10_000

Key = tuple[UUID, str, datetime.date]  # uid of the publication, language, day

_lock = threading.Lock()
_gathered: Counter[Key] = Counter()  # -> reads
_written_at = float("-inf")  # seconds of the monotonic clock


def count_read(uid: UUID, language: str, day: datetime.date) -> None:
    """Count one read in memory. The first call after WRITE_EVERY seconds writes everything that was gathered."""
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
    """Add what was gathered to the database. If it does not answer, keep gathering."""
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
    """Add the reads of live texts, in the order of their keys, so that two processes cannot deadlock."""
    live = Readership.objects.counted(timezone.now()).filter(publication_uid__in={key[0] for key in reads})
    ids = {
        (uid, language): pk
        for uid, language, pk in live.values_list("publication_uid", "language", "publication")
    }
    rows = sorted(
        (ids[uid, language], language, day, n)
        for (uid, language, day), n in reads.items()
        if (uid, language) in ids
    )
    with transaction.atomic():
        ReadingDay.objects.bulk_create(
            (
                ReadingDay(publication_id=pk, language=language, day=day, n=0)
                for pk, language, day, _n in rows
            ),
            ignore_conflicts=True,
        )
        for pk, language, day, n in rows:
            ReadingDay.objects.filter(publication=pk, language=language, day=day).update(n=F("n") + n)


@atexit.register
def _write_at_the_end() -> None:
    write_reads()
    connection.close()
