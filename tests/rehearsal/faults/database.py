"""PostgreSQL crashes, goes away, or answers nothing."""

import contextlib
import tempfile
import time
from pathlib import Path

import psycopg

from tests.postgresql import find_programs
from tests.rehearsal import acts
from tests.rehearsal.disks import fill, mount
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.postgresql import server_in
from tests.rehearsal.requests import ask, crawl, statuses
from tests.rehearsal.small_site import SmallSite
from tests.rehearsal.voters import JSON, Voters


@fault("PostgreSQL crashes twice under voters", holds="no acknowledged vote is lost or counted twice")
def database_crashes(rehearsal):
    down = []
    with Voters(rehearsal.site, 3000 if rehearsal.is_long else 1500) as voters:
        for share in (0.2, 0.5):
            until(lambda share=share: voters.done > share * len(voters.readers), "votes arrive", seconds=120)
            began = time.monotonic()
            rehearsal.primary.stop("immediate")
            rehearsal.primary.start()
            down.append(time.monotonic() - began)
    rehearsal.settle()
    return f"{voters.recount()}; down for {', '.join(f'{each:.1f} s' for each in down)}"


@fault(
    "PostgreSQL is away for a minute (LONG=1: nine)",
    holds="every page of the sitemap that was seen is answered 200; votes get 503; no withdrawn text",
)
def database_away(rehearsal):
    pk, withdrawn = rehearsal.site.call(acts.publish_new, "Withdrawn before the fault")
    ask(rehearsal.site.url, withdrawn)
    rehearsal.site.call(acts.withdraw_text, pk)
    voters = Voters(rehearsal.site, 1)
    before = rehearsal.see_every_page()
    expect(set(before) == {200}, f"before the fault: {before}")
    until(lambda: set(rehearsal.see_every_page()) == {200}, "pages are whole", seconds=30)
    seconds = 9 * 60 if rehearsal.is_long else 60
    rehearsal.primary.stop("fast")
    ended, rounds, votes = time.monotonic() + seconds, [], []
    try:
        while time.monotonic() < ended:
            rounds.append(crawl(rehearsal.site.url, rehearsal.paths))
            votes.append(ask(rehearsal.site.url, f"{voters.path}ticket/", "POST", "{}", **JSON))
            text = ask(rehearsal.site.url, withdrawn)
            expect(
                text.status in (410, 503) and "Withdrawn before" not in text.text, f"withdrawn: {text.status}"
            )
            time.sleep(2)
    finally:
        rehearsal.primary.start()
    seen = statuses(answer for answers in rounds for answer in answers.values())
    wrong = sorted({path for answers in rounds for path, answer in answers.items() if answer.status != 200})
    expect(not wrong, f"{seen} in {len(rounds)} rounds of {len(rehearsal.paths)} pages; first: {wrong[:5]}")
    expect({vote.status for vote in votes} == {503}, f"votes: {statuses(votes)}")
    expect(all(vote.headers["Retry-After"] for vote in votes), "503 without Retry-After")
    rehearsal.settle()
    with voters:
        pass
    slowest = max(answer.seconds for answers in rounds for answer in answers.values())
    voters.recount()
    return (
        f"{seen[200]} answers 200 of {sum(seen.values())} ({len(rehearsal.paths)} pages, {len(rounds)} rounds, slowest"
        f" {slowest:.1f} s); {len(votes)} votes 503 with Retry-After; the withdrawn text 410 or 503; a vote counted afterwards"
    )


@fault(
    "The disk of PostgreSQL is full under voters",
    holds="votes 503; reading goes on; PostgreSQL starts again when there is room; no acknowledged vote is lost or counted twice",
)
def database_disk_full(rehearsal):
    with contextlib.ExitStack() as stack:
        # not in the folder of the rehearsal, which the account of PostgreSQL may not enter
        disk = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-full-")))
        mount(stack, disk, "-t", "tmpfs", "-o", "size=256m", "tmpfs", str(disk))
        server = stack.enter_context(server_in(find_programs(), disk))
        site = SmallSite(rehearsal.new_folder("on-postgresql"), database_url=server.url)
        stack.enter_context(site)
        site.call(acts.load_few)
        site.prepare()
        filler, voters = disk / "filler", Voters(site, 600)
        time.sleep(2)  # until the site, which looks once a second, knows that pages changed with the new poll
        expect(set(site.see_every_page()) == {200}, "pages before the fault")
        with voters:
            until(lambda: voters.done >= 100, "votes arrive", seconds=60)
            fill(filler, leave=0)
            _need_another_log_file(server)
            refused = voters.statuses[503]
            until(lambda: voters.statuses[503] >= refused + 20, "votes are refused", seconds=60)
            before, is_running = voters.done, server.is_running
            pages = crawl(site.url, site.paths, threads=4)
            filler.unlink()
            if not server.is_running:
                server.start()
        wrong = {path: answer.status for path, answer in pages.items() if answer.status != 200}
        expect(not wrong, f"{len(wrong)} of {len(pages)} pages: {wrong}")
        ended = "went on" if is_running else "ended and was started again"
        return f"{before} votes before; {len(pages)} pages 200; PostgreSQL {ended}; then {voters.recount()}"


def _need_another_log_file(server):
    """PostgreSQL writes into log files that it has made before; the next one it cannot make."""
    with contextlib.suppress(psycopg.Error):
        for _n in range(3):
            server.ask("SELECT pg_switch_wal()::text")
            server.ask("SELECT txid_current()")
