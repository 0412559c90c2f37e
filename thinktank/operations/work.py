"""Running what was put in the queue: each task once if all goes well, again after a while when it fails.

A task may begin twice (its worker was killed, the machine stopped), so every task does nothing the second time.
"""

import datetime
import fcntl
import logging
import os
import signal
import socket
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections, transaction
from django.tasks import TaskContext, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from thinktank.operations.promises import keep_promises_when_due

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_WAIT, WAIT_GROWTH = datetime.timedelta(seconds=10), 6  # 10 s, 1 min, 6 min, 36 min
LONGEST_TASK = 15 * 60  # seconds
GRACE = 5  # seconds a task is given to end by itself when the worker is told to
LOOK_EVERY = 1  # second
TICK_EVERY = 10  # seconds
SILENT_FOR = datetime.timedelta(hours=1)  # after which a worker on another machine is taken for dead
KEPT_FOR = datetime.timedelta(days=14)  # tasks that are done
FAILED_KEPT_FOR = datetime.timedelta(days=365)  # what failed for good: the desk shows it


class Interrupted(BaseException):
    """The running task took too long, or the worker has to end."""


class Ended(SystemExit):
    """The worker was told to end while it had nothing to do."""


class Worker:
    """`run()` works until SIGTERM or Ctrl-C; `run_all()` works off what is ready now."""

    def __init__(self):
        self.id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"[:64]
        self.ending, self.is_idle, self.ticked_at = False, False, None

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        with SignOfLife(self.id):
            self.is_idle = True
            while not self.ending:
                if not self._survive(self._turn):
                    time.sleep(LOOK_EVERY)

    def run_all(self):
        with SignOfLife(self.id):
            while not self.ending and self._run_next():
                pass

    def _survive(self, turn):
        """The answer of the turn, or None when the database is away for a while."""
        try:
            return turn()
        except DatabaseError:
            logger.exception("The queue cannot be read; trying again.")
            return None
        finally:
            close_old_connections()

    def _turn(self):
        now = time.monotonic()
        if self.ticked_at is None or now - self.ticked_at >= TICK_EVERY:
            self.ticked_at, self.is_idle = now, False
            try:
                tick()
            finally:
                self.is_idle = True
        return not self.ending and self._run_next()

    def _run_next(self):
        """Whether there was one to run."""
        self.is_idle = False
        try:
            job = claim(self.id)
            if job is not None:
                self._run(job)
            return job is not None
        finally:
            self.is_idle = True

    def _run(self, job):
        try:
            with at_most(GRACE if self.ending else LONGEST_TASK):
                value = _call(job)
            job.set_successful(value)
        except Interrupted as interruption:
            give_back(job) if self.ending else try_again(job, interruption)
        except Exception as error:
            try_again(job, error)

    def _end(self, number, frame):
        self.ending = True
        if self.is_idle:
            raise Ended(0)
        signal.setitimer(signal.ITIMER_REAL, GRACE)


@contextmanager
def at_most(seconds):
    """Raises Interrupted in the middle of what runs longer."""

    def interrupt(number, frame):
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _call(job):
    task, result = job.task, job.task_result
    context = [TaskContext(task_result=result)] if task.takes_context else []
    return task.call(*context, *result.args, **result.kwargs)


def claim(worker_id):
    """The next job that is ready, now this worker's; or None."""
    if not DBTaskResult.objects.ready().exists():  # without the write lock
        return None
    with transaction.atomic():
        job = DBTaskResult.objects.ready().get_locked()
        if job is not None:
            job.claim(worker_id)
        return job


def try_again(job, error):
    """Later, and later each time; after the last attempt it stays as failed."""
    attempts = len(job.worker_ids)
    logger.error("%s %s failed, attempt %d", job.task_path, job.args_kwargs, attempts, exc_info=error)
    job.set_failed(error)
    if attempts < MOST_ATTEMPTS:
        wait = FIRST_WAIT * WAIT_GROWTH ** (attempts - 1)
        _make_ready(job, run_after=timezone.now() + wait)


def give_back(job):
    """As if it had not begun: the worker ends."""
    _make_ready(job, worker_ids=job.worker_ids[:-1])


def _make_ready(job, **changes):
    for name, value in changes.items():
        setattr(job, name, value)
    job.status = TaskResultStatus.READY
    job.save(update_fields=["status", *changes])


# The tick: what is to be done every few seconds, whether or not there is a task


def tick():
    take_over_from_the_dead()
    keep_promises_when_due()
    now, tasks = timezone.now(), DBTaskResult.objects
    tasks.successful().filter(finished_at__lt=now - KEPT_FOR).delete()
    tasks.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR).delete()


class WorkerDied(Exception):
    """The process that ran the task is gone."""


def take_over_from_the_dead():
    """Jobs whose worker was killed are tried again; it counts as an attempt, for the job may have been the reason."""
    if not DBTaskResult.objects.running().exists():
        return
    with transaction.atomic():
        running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
        for job in [job for job in running if not is_alive(job)]:
            try_again(job, WorkerDied(job.worker_ids[-1]))


def is_alive(job):
    """Whether the worker that has it still runs: on this machine its lock tells, elsewhere only the time."""
    worker_id = job.worker_ids[-1]
    if not worker_id.startswith(f"{socket.gethostname()}-"):
        return job.started_at > timezone.now() - SILENT_FOR
    return SignOfLife(worker_id).is_held()


class SignOfLife:
    """A file that is locked as long as its worker lives; the lock goes with the process, however it ends."""

    def __init__(self, worker_id):
        self.path = Path(settings.VAR_DIR) / "workers" / worker_id

    def __enter__(self):
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("w")
        except OSError as error:
            raise CommandError(f"The worker cannot say in VAR_DIR that it lives: {error}") from error
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *error):
        self.path.unlink(missing_ok=True)
        self.file.close()

    def is_held(self):
        try:
            with self.path.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        self.path.unlink(missing_ok=True)
        return False
