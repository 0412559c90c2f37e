"""The queue of tasks, as those who run the site want to know it."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, F, When
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from thinktank.operations.work import WorkerLock


@dataclass(frozen=True)
class Queue:
    """ready: tasks that wait for a worker; oldest: how long the one that waits longest has done so.

    again: tasks that have failed and wait for their next try.
    """

    ready: int
    again: int
    running: int
    failed: int
    oldest: datetime.timedelta


def queue_now() -> Queue:
    now, tasks = timezone.now(), DBTaskResult.objects
    due = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    waiting = tasks.ready()
    oldest = waiting.annotate(due=due).order_by("due").values_list("due", flat=True).first()
    return Queue(
        ready=waiting.count(),
        again=tasks.filter(status=TaskResultStatus.READY).exclude(exception_class_path="").count(),
        running=tasks.running().count(),
        failed=tasks.failed().count(),
        oldest=max(now - oldest, datetime.timedelta()) if oldest else datetime.timedelta(),
    )


def workers_here() -> int:
    """The number of workers that run on this machine, or on one that shares VAR_DIR."""
    folder = settings.VAR_DIR / "workers"
    try:
        return sum(WorkerLock(path.name).is_locked() for path in folder.iterdir())
    except OSError:
        return 0
