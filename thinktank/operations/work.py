"""Run the tasks in the queue. A task that fails is tried again later.

A task may start twice (its worker was killed, the machine stopped), so every task must do nothing the second time.
"""

import datetime
import fcntl
import logging
import os
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.tasks import TaskContext, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from thinktank.audit.house import keep_audit_log
from thinktank.backups.due import begin_backup_when_due, is_backup_running
from thinktank.monitoring import request_ids
from thinktank.operations.promises import keep_promises_when_due

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
FIRST_WAIT, WAIT_GROWTH = datetime.timedelta(seconds=10), 6  # 10 s, 1 min, 6 min, 36 min
LONGEST_TASK = 15 * 60  # seconds
GRACE = 5  # seconds for a task to finish when the worker is told to end
LOOK_EVERY = 1  # second
TICK_EVERY = 10  # seconds
REST = 60  # seconds without a task, after which the memory that tasks took is given back
SILENT_FOR = datetime.timedelta(hours=1)  # after which a worker on another machine is considered dead
KEPT_FOR = datetime.timedelta(days=14)  # successful tasks
FAILED_KEPT_FOR = datetime.timedelta(days=365)  # tasks that failed for good, which the admin shows


class Interrupted(BaseException):
    """The running task took too long, or the worker has to end. A BaseException, so that no task catches it."""


class Ended(SystemExit):
    """The worker was told to end while it was idle."""


class Worker:
    """`run()` works until SIGTERM or Ctrl-C; `run_all()` runs the tasks that are ready now, and returns."""

    def __init__(self) -> None:
        self.id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"[:64]
        self.ending, self.is_idle = False, False
        self.ticked_at: float | None = None  # on the monotonic clock
        self.last_task_at: float | None = None  # the same; None while this process has run none

    def run(self) -> None:
        """Starts the program anew in this process after a rest: PDFs leave a hundred megabytes behind."""
        self._work()
        if not self.ending:
            connections.close_all()
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606  # as this process was started

    def _work(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        with WorkerLock(self.id):
            self.is_idle = True
            while not (self.ending or self._has_rested()):
                if not self._survive(self._turn):
                    time.sleep(LOOK_EVERY)

    def _has_rested(self) -> bool:
        last = self.last_task_at
        return last is not None and time.monotonic() - last >= REST and not is_backup_running()

    def run_all(self) -> None:
        with WorkerLock(self.id):
            while not self.ending and self._run_next():
                pass

    def _survive(self, turn: Callable[[], bool]) -> bool | None:
        """The result of the turn, or None when the database is away."""
        try:
            return turn()
        except DatabaseError:
            logger.exception("The queue cannot be read; trying again.")
            return None
        finally:
            close_old_connections()

    def _turn(self) -> bool:
        now = time.monotonic()
        if self.ticked_at is None or now - self.ticked_at >= TICK_EVERY:
            self.ticked_at, self.is_idle = now, False
            try:
                tick()
            finally:
                self.is_idle = True
        return not self.ending and self._run_next()

    def _run_next(self) -> bool:
        """Run the next task that is ready. Returns False when there is none."""
        self.is_idle = False
        try:
            job = claim(self.id)
            if job is not None:
                self._run(job)
                self.last_task_at = time.monotonic()
            return job is not None
        finally:
            self.is_idle = True

    def _run(self, job: DBTaskResult) -> None:
        with request_ids.working_on(f"task-{job.id}"):
            self._run_named(job)

    def _run_named(self, job: DBTaskResult) -> None:
        try:
            with at_most(GRACE if self.ending else LONGEST_TASK):
                value = _call(job)
            job.set_successful(value)
        except Interrupted as interruption:
            requeue(job) if self.ending else try_again(job, interruption)
        except Exception as error:
            try_again(job, error)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True
        if self.is_idle:
            raise Ended(0)
        signal.setitimer(signal.ITIMER_REAL, GRACE)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """A context that is interrupted with Interrupted after this many seconds. Main thread only: it uses SIGALRM."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _call(job: DBTaskResult) -> Any:
    task, result = job.task, job.task_result
    context: list[TaskContext] = [TaskContext(task_result=result)] if task.takes_context else []
    return task.call(*context, *result.args, **result.kwargs)


def claim(worker_id: str) -> DBTaskResult | None:
    """Take the next job that is ready; None when there is none."""
    if not DBTaskResult.objects.ready().exists():  # without the write lock
        return None
    with transaction.atomic():
        job = DBTaskResult.objects.ready().get_locked()
        if job is not None:
            job.claim(worker_id)
        return job


def try_again(job: DBTaskResult, error: BaseException) -> None:
    """Schedule the job again, after a longer wait each time. After MAX_ATTEMPTS it stays failed."""
    attempts = len(job.worker_ids)
    logger.error("%s failed, attempt %d", job.task_path, attempts, exc_info=error)
    job.set_failed(error)
    if attempts < MAX_ATTEMPTS:
        wait = FIRST_WAIT * WAIT_GROWTH ** (attempts - 1)
        _make_ready(job, run_after=timezone.now() + wait)


def requeue(job: DBTaskResult) -> None:
    """Put the job back into the queue without counting an attempt, because the worker ends."""
    _make_ready(job, worker_ids=job.worker_ids[:-1])


def _make_ready(job: DBTaskResult, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(job, name, value)
    job.status = TaskResultStatus.READY
    job.save(update_fields=["status", *changes])


# The tick: work to do every few seconds, with or without tasks


def tick() -> None:
    requeue_orphans()
    keep_promises_when_due()
    keep_audit_log(timezone.now())
    begin_backup_when_due(timezone.now())
    now, tasks = timezone.now(), DBTaskResult.objects
    tasks.successful().filter(finished_at__lt=now - KEPT_FOR).delete()
    tasks.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR).delete()


class WorkerDied(Exception):
    """The process that ran the task no longer exists."""


def requeue_orphans() -> None:
    """Try the jobs of dead workers again. That counts as an attempt, because the job may have killed its worker."""
    if not DBTaskResult.objects.running().exists():
        return
    with transaction.atomic():
        running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
        for job in [job for job in running if not is_alive(job)]:
            try_again(job, WorkerDied(job.worker_ids[-1]))


def is_alive(job: DBTaskResult) -> bool:
    """Whether the job's worker still runs. On this machine its lock shows it; elsewhere the time since the start."""
    worker_id = job.worker_ids[-1]
    if not worker_id.startswith(f"{socket.gethostname()}-"):
        return job.started_at is not None and job.started_at > timezone.now() - SILENT_FOR
    return WorkerLock(worker_id).is_locked()


class WorkerLock:
    """A file that is locked while its worker lives. The lock ends with the process, however that ends."""

    def __init__(self, worker_id: str) -> None:
        self.path = Path(settings.VAR_DIR) / "workers" / worker_id

    def __enter__(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("w")
        except OSError as error:
            raise CommandError(f"The worker cannot say in VAR_DIR that it lives: {error}") from error
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        self.path.unlink(missing_ok=True)
        self.file.close()

    def is_locked(self) -> bool:
        try:
            with self.path.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        self.path.unlink(missing_ok=True)
        return False
