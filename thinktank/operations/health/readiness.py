"""Whether this process can serve readers: the parts that must work, and the names of those that do not."""

import functools
import logging
import shutil
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from thinktank.publishing.editions.triggers import missing_triggers

logger = logging.getLogger(__name__)

ASK_EVERY = 2  # seconds: whoever asks more often gets the last answer, so that asking is no load
PROBE = "readiness"  # key in the page cache


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def missing_migrations() -> list[str]:
    """Migrations of this release that the database has not seen, such as "articles.0002_covers"."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(".".join(each) for each in _migrations_on_disk() - applied.keys())


@functools.cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(loader.graph.nodes)


def has_disk_space() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= settings.FREE_SPACE_FLOOR


def page_cache_keeps() -> bool:
    """Whether the page cache returns what it was given; True when it is turned off."""
    if settings.CACHES["pages"]["BACKEND"].endswith("DummyCache"):
        return True
    kept = str(time.time())
    caches["pages"].set(PROBE, kept, timeout=60)
    return caches["pages"].get(PROBE) == kept


# In this order: without a database the two after it cannot be asked
CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": lambda: not missing_migrations(),
    "triggers": lambda: not missing_triggers(connection),
    "disk": has_disk_space,
    "cache": page_cache_keeps,
}
_IN_THE_DATABASE = {"migrations", "triggers"}


def failing() -> list[str]:
    """Names of the checks that fail, in the order of CHECKS. The log says more."""
    failed: list[str] = []
    for name, check in CHECKS.items():
        if name in _IN_THE_DATABASE and "database" in failed:
            continue
        try:
            is_well = check()
        except Exception as error:  # whatever the database, the disk or the client of the cache raises
            logger.warning("Not ready: %s: %s", name, error)
            is_well = False
        if not is_well:
            failed.append(name)
    return failed


class Remembered:
    """The answer of `failing`, asked again after ASK_EVERY seconds."""

    def __init__(self) -> None:
        self._lock, self._asked_at, self._found = threading.Lock(), float("-inf"), [""]

    def __call__(self) -> list[str]:
        with self._lock:
            now = time.monotonic()
            if now - self._asked_at >= ASK_EVERY:
                self._found, self._asked_at = failing(), time.monotonic()
            return self._found

    def forget(self) -> None:
        self._asked_at = float("-inf")


failing_lately = Remembered()
