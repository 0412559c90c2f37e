"""The replica that public pages are read from goes away, or falls behind."""

import time

from tests.rehearsal import acts
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.place import family, send
from tests.rehearsal.requests import Load, ask, statuses

HEARD = 1.5  # seconds after which every process has read of a change


@fault("The replica is stopped, and comes back", holds="no request fails; it is read again")
def replica_gone(rehearsal):
    expect(_is_read(rehearsal), "the replica is not read before the fault")
    with Load(rehearsal.site.url, rehearsal.uncached_paths(), threads=4) as load:
        time.sleep(2)
        rehearsal.replica.stop("immediate")
        time.sleep(8)
        rehearsal.replica.start()
        seconds = until(lambda: _is_read(rehearsal), "it is read again", seconds=40)
    expect(not load.failed, f"{len(load.failed)} of {len(load.answers)} failed: {statuses(load.answers)}")
    return f"{len(load.answers)} requests, 0 failed, p99 {load.percentile(0.99):.2f} s; read again {seconds:.0f} s after its start"


@fault("The replica hangs (SIGSTOP of all its processes)", holds="no request fails")
def replica_hangs(rehearsal):
    hung = family(rehearsal.replica.process.pid)
    with Load(rehearsal.site.url, rehearsal.uncached_paths(), threads=4) as load:
        time.sleep(2)
        for pid in hung:
            send(pid, "SIGSTOP")
        try:
            time.sleep(10)
        finally:
            for pid in hung:
                send(pid, "SIGCONT")
    until(lambda: _is_read(rehearsal), "it is read again", seconds=40)
    expect(not load.failed, f"{len(load.failed)} of {len(load.answers)} failed: {statuses(load.answers)}")
    slowest = max(answer.seconds for answer in load.answers)
    return (
        f"{len(load.answers)} requests, 0 failed, slowest {slowest:.1f} s, p99 {load.percentile(0.99):.2f} s"
    )


@fault(
    "The replica falls behind (replay paused) while texts are published and withdrawn",
    holds="no page is older than what was published; nothing withdrawn is shown",
)
def replica_lags(rehearsal):
    site, stale, shown = rehearsal.site, [], 0
    kept, path = site.call(acts.publish_new, "First words of the kept text")
    gone, gone_path = site.call(acts.publish_new, "Words that will be withdrawn")
    for _time in range(4):
        expect(ask(site.url, path).status == ask(site.url, gone_path).status == 200, "the texts are there")
    until(lambda: _is_read(rehearsal), "the replica is read before the fault", seconds=20)
    rehearsal.replica.ask("SELECT 1 FROM (SELECT pg_wal_replay_pause()) AS paused")
    try:
        for n in range(3):
            words = f"Words number {n} of the kept text"
            site.call(acts.publish_again, kept, words)
            time.sleep(HEARD)
            for each in [path, "/en/articles/", "/en/feed.atom"] * 8:
                shown += 1
                stale += [each] if words not in ask(site.url, each).text else []
        site.call(acts.withdraw_text, gone)
        for _time in range(20):
            answer = ask(site.url, gone_path)
            shown += 1
            stale += [gone_path] if answer.status != 410 or "Words that will be" in answer.text else []
        lists = ask(site.url, "/en/articles/").text
        expect("Words that will be withdrawn" not in lists, "a list shows the withdrawn text")
        is_read = _is_read(rehearsal)
    finally:
        rehearsal.replica.ask("SELECT 1 FROM (SELECT pg_wal_replay_resume()) AS resumed")
    expect(not stale, f"{len(stale)} of {shown} pages were old: {sorted(set(stale))}")
    expect(not is_read, "pages were read from the replica while it was behind")
    seconds = until(lambda: _is_read(rehearsal), "it is read again", seconds=40)
    return f"{shown} pages after 3 publications and a withdrawal, none old; the replica was not read, and again {seconds:.0f} s after it went on"


def _is_read(rehearsal):
    """Whether pages that are in no cache are read from the replica."""
    before = _transactions(rehearsal)
    for path in rehearsal.uncached_paths()[:10]:
        ask(rehearsal.site.url, path)
    time.sleep(1.2)  # until its processes have told their counts
    return _transactions(rehearsal) - before >= 8


def _transactions(rehearsal):
    return rehearsal.replica.ask(
        "SELECT coalesce(sum(calls), 0) FROM (SELECT xact_commit AS calls FROM pg_stat_database WHERE datname = 'postgres') AS counted"
    )
