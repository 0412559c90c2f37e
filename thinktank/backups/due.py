"""Backups by themselves: the worker starts `manage.py backup` when one is due, as a process of its own."""

import datetime
import subprocess
import sys

from django.conf import settings

from thinktank.backups.state import read_results

_running: subprocess.Popen[bytes] | None = None


def begin_backup_when_due(at: datetime.datetime) -> None:
    """Start a backup unless BACKUP_TARGET is not set, one is running, or the last try was less than BACKUP_EVERY ago."""
    global _running
    if not settings.BACKUP_TARGET or is_backup_running():
        return
    last = read_results().get("backup")
    if last is None or at - last.at >= datetime.timedelta(minutes=settings.BACKUP_EVERY):
        _running = subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), "backup"])


def is_backup_running() -> bool:
    """Whether this process has started one that has not ended."""
    return _running is not None and _running.poll() is None


def is_test_due(at: datetime.datetime) -> bool:
    """Whether the last good restore test is a day old; one that failed is repeated with every backup."""
    good = read_results().get("good test")
    return good is None or at - good.at >= datetime.timedelta(hours=23)
