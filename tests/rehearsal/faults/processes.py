"""Processes of the site hang, are killed or replaced."""

import shutil
import tempfile
import time

from tests.publishing import racing
from tests.rehearsal import acts, tasks
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.place import send
from tests.rehearsal.requests import Load, statuses
from tests.rehearsal.voters import Voters


@fault("A server process hangs (SIGSTOP)", holds="the other one serves; the hung one is replaced")
def process_hangs(rehearsal):
    rehearsal.see_every_page()
    (victim, _other) = rehearsal.processes()
    with Load(rehearsal.site.url, rehearsal.paths, threads=4, timeout=5) as load:
        time.sleep(3)
        stopped_at = time.monotonic() - load.began
        send(victim, "SIGSTOP")
        seconds = until(lambda: victim not in rehearsal.processes(), "it is replaced", seconds=60)
        time.sleep(5)
    rehearsal.settle()
    failed = load.failed
    late = [answer for answer in failed if answer.at - answer.seconds > stopped_at + 1]
    expect(len(failed) <= 4 * 2, f"{len(failed)} of {len(load.answers)} failed: {statuses(load.answers)}")
    expect(not late, f"{len(late)} requests failed that began a second or more after it hung")
    return (
        f"{len(load.answers)} requests, {len(failed)} unanswered, which it held when it stopped; p99 of all"
        f" {load.percentile(0.99):.2f} s; replaced after {seconds:.0f} s"
    )


@fault(
    "A server process is killed every second under voters",
    holds="no acknowledged vote is lost or counted twice",
)
def processes_killed(rehearsal):
    kills = 0
    with Voters(rehearsal.site, 1000, pace=0.1) as voters:
        while voters.done < len(voters.readers) and kills < (60 if rehearsal.is_long else 12):
            for victim in rehearsal.processes()[kills % 2 :][:1]:
                send(victim, "SIGKILL")
                kills += 1
            time.sleep(1)
    rehearsal.settle()
    return f"{kills} kills; {voters.recount()}"


@fault(
    "An editor's process is killed at each step of publishing",
    holds="the text is entirely old or entirely new",
)
def publishing_killed(rehearsal):
    *died, lived = rehearsal.site.call(racing.die_at_every_step)
    for each in died:
        expect(
            each["status"] == 9 and each["is_unchanged"] and not each["differing"],
            f"at {each['step']}: {each}",
        )
    expect(lived["status"] == 0 and not lived["differing"], f"{lived}")
    return f"{len(died)} deaths changed nothing ({', '.join(racing.STEPS)}); the act that lived changed all"


@fault(
    "A worker is killed again and again, another works beside it",
    holds="every task is done; none that was left alone runs twice",
)
def workers_killed(rehearsal):
    folder, number = tempfile.mkdtemp(prefix="thinktank-notes-"), 30
    before = rehearsal.site.call(acts.tasks)["SUCCESSFUL"]
    try:
        rehearsal.site.call(acts.enqueue_notes, folder, number, 0.1)
        _until_done(rehearsal, before + number)
        begun = tasks.read(folder, "begun")
        expect(sorted(begun) == list(range(number)), f"without a kill: {len(begun)} starts of {number} tasks")

        rehearsal.site.call(acts.enqueue_notes, folder + "/", number, 0.7)
        kills = 0
        for _time in range(5):
            time.sleep(1)
            rehearsal.kill_worker(kills % 2)
            kills += 1
        _until_done(rehearsal, before + 2 * number)
        begun, ended = (tasks.read(folder, name)[number:] for name in ("begun", "ended"))
        expect(set(ended) == set(range(number)), f"{len(set(ended))} of {number} tasks ended")
        again = len(begun) - number
        expect(again <= kills, f"{again} tasks began again after {kills} kills")
        expect(len(ended) - number <= kills, f"{len(ended) - number} tasks ended twice")
        return (
            f"{number} tasks, two workers: each ran once; {number} tasks with {kills} kills: all done, {again} began again,"
            f" {len(ended) - number} ended twice"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _until_done(rehearsal, number):
    def are_done():
        rehearsal.site.call(acts.run_failed_now)
        return rehearsal.site.call(acts.tasks)["SUCCESSFUL"] == number

    until(are_done, f"{number} tasks are done", seconds=120, every=1)


@fault("New code is started under load, again and again (SIGHUP)", holds="no request fails")
def reloads(rehearsal):
    times = 20 if rehearsal.is_long else 4
    rehearsal.see_every_page()
    with Load(rehearsal.site.url, rehearsal.paths, threads=6) as load:
        for _time in range(times):
            before = set(rehearsal.processes())
            send(rehearsal.site.process.pid, "SIGHUP")
            until(
                lambda before=before: (
                    len(rehearsal.processes()) == 2 and not before & set(rehearsal.processes())
                ),
                "both processes are new",
                seconds=90,
            )
    rehearsal.settle()
    expect(
        not load.failed,
        f"{len(load.failed)} of {len(load.answers)}: {statuses(load.answers)} {load.failed[0].error}"
        if load.failed
        else "",
    )
    return (
        f"{times} reloads, {len(load.answers)} requests at {len(load.answers) / load.seconds:.0f}/s, 0 failed,"
        f" p99 {load.percentile(0.99):.2f} s"
    )
