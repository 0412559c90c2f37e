"""Figures that the database, the disk and the clock know. They are read for each scrape, by one process for all."""

import datetime
import logging
import math
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from thinktank.backups.state import BACKUP, TEST, read_results
from thinktank.database import replica
from thinktank.operations.health.clock import database_clock_ahead, replica_lag
from thinktank.operations.health.queue import queue_now, workers_here
from thinktank.publishing.models import Edition
from thinktank.search.models import SearchDocument

logger = logging.getLogger(__name__)

LATE_AFTER = datetime.timedelta(minutes=5)  # a live edition that search does not find by then is late
LOOK_BACK = datetime.timedelta(days=7)

type Figure = tuple[str, str, float]  # name, what it says, value


class FromTheDatabase(Collector):
    @classmethod
    def registry(cls) -> CollectorRegistry:
        registry = CollectorRegistry()
        registry.register(cls())
        return registry

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, said, value in [*_of_the_machine(), *_of_the_database(), *_of_the_replica()]:
            yield GaugeMetricFamily(name, said, value=value)


def _of_the_machine() -> list[Figure]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return [
        ("thinktank_disk_free_bytes", "Bytes free where the site keeps its files.", free),
        *_of_backups(),
        ("thinktank_workers", "Workers that run with these files.", workers_here()),
    ]


def _of_backups() -> list[Figure]:
    """How old the last good ones are; endless without one, which Prometheus writes as +Inf."""
    good = {what: read_results().get(f"good {what}") for what in (BACKUP, TEST)}
    ages = {
        what: (timezone.now() - made.at).total_seconds() if made else math.inf for what, made in good.items()
    }
    return [
        ("thinktank_backup_age_seconds", "Age of the last good backup.", ages[BACKUP]),
        ("thinktank_restore_test_age_seconds", "Age of the last restore test that went well.", ages[TEST]),
    ]


def _of_the_database() -> list[Figure]:
    """One figure alone, 0, when the database does not answer."""
    up = "thinktank_database_up", "Whether the database answers."
    try:
        queue, ahead, lag = queue_now(), database_clock_ahead(), replica_lag()
        late = late_editions()
    except DatabaseError as error:
        logger.error("The database cannot be asked for figures: %s", error)
        return [(*up, 0)]
    return [
        (*up, 1),
        ("thinktank_queue_ready", "Tasks that wait for a worker.", queue.ready),
        ("thinktank_queue_running", "Tasks that a worker runs.", queue.running),
        ("thinktank_queue_failed", "Tasks that failed for good, within a year.", queue.failed),
        ("thinktank_queue_oldest_seconds", "How long the oldest task waits.", queue.oldest.total_seconds()),
        ("thinktank_editions_late", "Editions live for five minutes that search does not find.", late),
        ("thinktank_clock_skew_seconds", "How far the database's clock is ahead.", ahead.total_seconds()),
        ("thinktank_replica_lag_seconds", "Lag of the slowest replica.", lag.total_seconds() if lag else 0),
    ]


def _of_the_replica() -> list[Figure]:
    up = "thinktank_replica_up", "Whether the replica that pages are read from answers; 1 without one."
    try:
        if replica.has_replica():
            replica.lag()
    except DatabaseError as error:
        logger.error("The replica cannot be asked: %s", error)
        return [(*up, 0)]
    return [(*up, 1)]


def late_editions() -> int:
    """Editions that went live within a week, five minutes ago or earlier, and that readers' search does not find."""
    now = timezone.now()
    found = SearchDocument.objects.filter(edition=OuterRef("pk"))
    recent = Edition.objects.live(now).filter(live_from__lte=now - LATE_AFTER, live_from__gte=now - LOOK_BACK)
    return recent.filter(~Exists(found)).count()
