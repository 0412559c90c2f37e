"""The queue: failed tasks and tasks of killed workers are tried again, and a worker that ends loses none."""

import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.live_site import ROOT
from thinktank.operations import work
from thinktank.operations.work import Interrupted, Worker, WorkerLock, requeue_orphans
from thinktank.search.indexing import read_attached

pytestmark = pytest.mark.django_db
READY, RUNNING, FAILED, SUCCESSFUL = TaskResultStatus.values
done = []


@task
def say(word):
    done.append(word)
    return len(word)


@task
def fail():
    raise ValueError("no luck")


@task
def be_interrupted():
    raise Interrupted


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def the_job():
    return DBTaskResult.objects.get()


def let_the_wait_pass():
    DBTaskResult.objects.update(run_after=timezone.now())


def test_a_task_is_run_once():
    say.enqueue("hello")
    Worker().run_all()
    Worker().run_all()
    assert done == ["hello"]
    assert (the_job().status, the_job().return_value) == (SUCCESSFUL, 5)


def test_a_task_that_fails_is_tried_again_later_and_later_until_it_is_given_up(caplog):
    fail.enqueue()
    say.enqueue("after")
    waits = []
    for _attempt in range(work.MAX_ATTEMPTS - 1):
        Worker().run_all()
        job = DBTaskResult.objects.get(task_path__endswith="fail")
        assert job.status == READY and "no luck" in job.traceback
        waits.append(round((job.run_after - timezone.now()).total_seconds()))
        Worker().run_all()
        let_the_wait_pass()
    Worker().run_all()
    assert waits == [10, 60, 360, 2160]
    assert DBTaskResult.objects.get(task_path__endswith="fail").status == FAILED
    assert done == ["after"]
    assert "no luck" in caplog.text


def test_a_killed_workers_job_is_taken_over_and_a_living_ones_is_not():
    alive, dead = f"{socket.gethostname()}-1-alive", f"{socket.gethostname()}-2-dead"
    for worker_id in (alive, dead):
        say.enqueue(worker_id)
        work.claim(worker_id)
    with WorkerLock(alive):
        requeue_orphans()
    assert [job.status for job in DBTaskResult.objects.filter(worker_ids=[alive])] == [RUNNING]
    let_the_wait_pass()
    Worker().run_all()
    assert done == [dead]


def test_an_interrupted_job_is_requeued_by_a_worker_that_ends_and_fails_otherwise():
    be_interrupted.enqueue()
    Worker()._run(work.claim("goes on"))
    assert (the_job().status, the_job().worker_ids) == (READY, ["goes on"])
    let_the_wait_pass()
    ending = Worker()
    ending.ending = True
    ending._run(work.claim("ends"))
    assert (the_job().status, the_job().worker_ids) == (READY, ["goes on"])


def test_a_worker_that_cannot_start_gives_the_reason(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "workers").write_text("in the way")

    with pytest.raises(CommandError, match="cannot say in VAR_DIR that it lives"):
        call_command("work", once=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_end_ends_at_once_without_a_word(live_site, number):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env=live_site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    workers = live_site.folder / "workers"
    while not any(workers.glob(f"*-{process.pid}-*")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    said, _nothing = process.communicate(timeout=20)
    once_a_day = "thinktank.audit.heads"
    said = [line for line in said.splitlines() if once_a_day not in line]
    assert (said, process.returncode) == ([], 0)
    assert list(workers.iterdir()) == []


WITH_SHORT_RESTS = """
import django; django.setup()
from django.core.management import call_command
from thinktank.operations import work
work.REST = 0.2
call_command("work")
"""


def enqueue_something():
    read_attached.enqueue("0" * 64)


def test_a_worker_that_has_rested_starts_anew_in_its_process(live_site):
    live_site.call(enqueue_something)
    process = subprocess.Popen([sys.executable, "-c", WITH_SHORT_RESTS], cwd=ROOT, env=live_site.environment)
    seen = set()
    while len(seen) < 2:
        assert process.poll() is None
        seen |= {path.name for path in (live_site.folder / "workers").glob(f"*-{process.pid}-*")}
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in (0, -signal.SIGTERM)  # told before it listened, it ends as any program
