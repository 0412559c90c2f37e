"""Clocks that are wrong."""

import shutil
import tempfile

from tests.polls import crowd
from tests.rehearsal import acts, tasks
from tests.rehearsal.outcome import expect, fault, until
from tests.rehearsal.requests import ask, crawl, statuses
from tests.rehearsal.voters import Voters


@fault(
    "The clock of one server is an hour ahead",
    holds="it takes no vote (503); the others show nothing early and count votes",
)
def clock_ahead(rehearsal):
    path = rehearsal.site.call(acts.schedule_new, "Coming in half an hour", 1800)
    with rehearsal.another_server(**rehearsal.faketime("+1h")) as ahead:
        pages = statuses(crawl(ahead, rehearsal.paths[:40], threads=4).values())
        early = ask(ahead, path).status
        voters = Voters(rehearsal.site, 20, urls=[ahead, rehearsal.site.url])
        begun = crowd.begin(ahead, voters.path)
        ((ballot, ticket),) = begun["ballots"]
        sent = {"ballot_id": ballot, "ticket": ticket, "choices": [1]}
        there = crowd.post_json(ahead, f"{voters.path}vote/", sent, begun["cookie"])[0]
        crowd.close_connections()
        with voters:
            pass
        here = ask(rehearsal.site.url, path).status
    expect(set(pages) == {200}, f"pages: {pages}")
    expect(here == 404, f"the scheduled text here: {here}")
    sentence = voters.recount()
    refused = voters.statuses[503] + voters.statuses[409]
    expect(voters.statuses[201] == 20 and refused >= 10, f"votes there: {dict(voters.statuses)}")
    expect(there == 503, f"a vote begun there: {there}")
    return (
        f"pages of the one ahead: {pages[200]} of 40 200, the scheduled text {early} there and {here} here;"
        f" a vote begun there 503, {refused} begun here and sent there refused; {sentence}"
    )


@fault(
    "The clock of a worker is a day behind", holds="tasks run once, and nothing is destroyed before its time"
)
def worker_behind(rehearsal):
    folder, number = tempfile.mkdtemp(prefix="thinktank-notes-"), 20
    try:
        done = rehearsal.site.call(acts.tasks)["SUCCESSFUL"]
        with rehearsal.worker_with(**rehearsal.faketime("-1d")):
            rehearsal.site.call(acts.enqueue_notes, folder, number, 0.3)
            until(
                lambda: rehearsal.site.call(acts.tasks)["SUCCESSFUL"] == done + number,
                "the tasks are done",
                seconds=90,
                every=1,
            )
        begun = tasks.read(folder, "begun")
        expect(sorted(begun) == list(range(number)), f"{len(begun)} starts of {number} tasks")
        sound = rehearsal.site.call(acts.are_promises_kept)
        expect(sound == [], f"{sound}")
        return f"{number} tasks ran once each with the one behind and two right ones; check_polls and verify_editions complain of nothing"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
