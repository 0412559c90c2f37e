"""A simulated year of one machine, as `make bench-year` tells it: what it holds, and which hour of a news spike breaks it.

What a page, a search, a read and a vote take is measured here, in a process of its own for each database: by the clock, one
request at a time, the database's work included, in loops of some seconds. The year is computed from that: for each of its
hours requests that come at random are served in their order by as many processes as there are cores (M/G/k, with the
measured times drawn at random), and on SQLite votes also wait for the one that may write. Static files and TLS are the
business of the server in front and are not in it.
"""

import argparse
import heapq
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATABASES = ("sqlite", "postgresql")
CORES = 2
SECONDS, TIMES = 4, 300  # a loop ends with the first of both
EDITIONS, BALLOTS, DAYS_OF_READS = (
    1_200,
    2_000,
    20,
)  # what the measured site holds, and how much growth is measured by

DAYS, SPIKE_DAY = 365, 200
TEXTS = 2_000  # that are read; the n-th is read 1/n as often as the first
CACHED_FOR = 300 / 3600  # hours that a process keeps the page of a publication
VOTES_A_DAY = 1_000
SEARCHES, COUNTED = 0.02, 0.5  # for each page read: a search; a read that is reported
OF_A_DAY = [1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 8, 8, 8, 7, 7, 6, 6, 6, 5, 4, 3, 2]  # reads of its hours
WEEKEND = 0.6
SPIKE_HOUR, HALVED_IN = 9, 4  # when the news breaks, and in how many hours half of the interest is gone
ARRIVALS = 20_000  # requests that are simulated for each different load
PATIENCE = 3.0  # seconds after which the server refuses (thinktank/operations/server/lanes.py)
SOON = 0.2  # seconds that one request in a hundred may wait
PAGE_BYTES, FIRST_VISIT_BYTES = (
    7_600,
    102_000,
)  # docs/performance.md, "Weight": HTML; what comes with it, fonts included
FIRST_VISITS = 0.6  # assumed

type Costs = dict[str, list[float]]  # seconds of each time it was measured


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--json", metavar="PATH")
    options.add_argument("--reads", type=int, default=1_000_000, help="page reads of a weekday")
    options.add_argument("--spike-reads", type=int, default=10_000_000)
    options.add_argument("--spike-votes", type=int, default=100_000)
    options.add_argument("--cores", type=int, default=CORES)
    options.add_argument(
        "--processor",
        action="store_true",
        help="measure processor time, where others work too: without the disk, and without a PostgreSQL server's",
    )
    options.add_argument("--measure", choices=DATABASES, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        clock = time.thread_time if chosen.processor else time.perf_counter
        print(json.dumps(_measured(chosen.measure, clock)))
        return
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    figures = {
        "machine": machine,
        "assumed": vars(chosen) | {"texts": TEXTS, "searches": SEARCHES, "counted": COUNTED},
    }
    print(machine)
    for name in DATABASES:
        command = [sys.executable, "-m", "tests.bench.year", "--measure", name]
        command += ["--processor"] if chosen.processor else []
        said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        measured = json.loads(said.splitlines()[-1])
        figures[name] = _told(name, measured, chosen)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(figures, indent=1))


# Measuring


def _measured(name: str, clock: Callable[[], float]) -> dict:
    """{"costs": Costs, "growth": {what: bytes}} of a site on this database."""
    from tests.bench.own_process import site_in_this_process

    limits = dict.fromkeys(("BALLOTS_PER_SUBSCRIBER", "BALLOTS_PER_NETWORK"), "1000000")
    with site_in_this_process(on_postgresql=name == "postgresql", PAGE_CACHE="1", **limits):
        from tests.bench.content import wait_for_long_statements
        from tests.bench.search import Site

        wait_for_long_statements()
        site = Site()
        site.grow_to(EDITIONS)
        site.rebuilt()
        costs = _costs(site, clock)
        return {"costs": costs, "growth": _growth()}


def _costs(site, clock: Callable[[], float]) -> Costs:
    from django.core.cache import caches

    from tests.bench.content import articles
    from tests.bench.votes import asking, new_poll
    from thinktank.publishing.models import Edition

    ask = asking(clock)
    paths = articles(EDITIONS // 2)
    get = [("GET", path, b"", "") for path in paths]
    for request in get[:20]:
        ask(request)
    caches["pages"].clear()
    found = {"uncached page": _times(ask, get[20:])}
    for request in get[:50]:
        ask(request)
    found["cached page"] = _times(ask, get[:50] * (TIMES // 50))
    words = site.vocabularies["en"].words
    found["search"] = _times(
        ask, [("GET", f"/en/search/?q={word}", b"", "") for word in words[40 : 40 + TIMES]]
    )
    live = Edition.objects.filter(language="en").values_list("publication_uid", flat=True)
    found["read"] = _times(ask, [("POST", f"/en/read/{uid}/", b"", "") for uid in live[:TIMES]], 204)
    path, votes = new_poll(TIMES)
    tickets = (("POST", f"{path}ticket/", b"{}", vote[3]) for vote in votes)
    found["vote"] = _times(
        lambda pair, _status: ask(pair[0]) + ask(pair[1], 201), list(zip(tickets, votes, strict=True))
    )
    return found


def _times(ask: Callable[..., float], requests: list, status: int = 200) -> list[float]:
    times, ends = [], time.perf_counter() + SECONDS
    for request in requests[:TIMES]:
        times.append(ask(request, status) / 1000)
        if time.perf_counter() > ends:
            break
    return times


def _growth() -> dict[str, float]:
    """Bytes of the database, with its indexes, for a vote and for a day on which a text was read."""
    import datetime
    import secrets
    import uuid

    from django.utils import timezone

    from polls.models import Poll
    from polls.voting import cast_ballot
    from tests.bench.search import bytes_used
    from tests.polls.live import new_poll
    from thinktank.publishing.models import Edition
    from thinktank.readership.models import ReadingDay
    from thinktank.readership.sums import add_reads

    uid, _path = new_poll()
    poll, before = Poll.objects.get(uid=uid).pk, bytes_used()
    for n in range(BALLOTS):
        ids = {"ballot_id": uuid.UUID(bytes=secrets.token_bytes(16)), "voter_key": secrets.token_bytes(32)}
        cast_ballot(poll, choices=[1 + n % 4], language="en", **ids)
    of_votes = bytes_used() - before
    texts = Edition.objects.values_list("publication_id", flat=True).distinct()
    today, before, there = timezone.localdate(), bytes_used(), ReadingDay.objects.count()
    for back in reversed(range(DAYS_OF_READS)):
        day = today - datetime.timedelta(days=back)
        add_reads([(pk, language, day, 7) for pk in texts for language in ("en", "ru")])
    rows = ReadingDay.objects.count() - there
    return {"vote": of_votes / BALLOTS, "text read on a day": (bytes_used() - before) / rows}


# The year


@dataclass(frozen=True)
class Hour:
    """Requests of each kind in one hour."""

    day: int
    hour: int
    requests: dict[str, float]


def hours(chosen: argparse.Namespace, scale: float = 1.0) -> Iterator[Hour]:
    """All hours of the year. `scale`: how many times the reads and votes that were asked for."""
    whole = sum(OF_A_DAY)
    spike = [0.5 ** ((hour - SPIKE_HOUR) / HALVED_IN) if hour >= SPIKE_HOUR else 0.0 for hour in range(24)]
    for day in range(DAYS):
        of_week = WEEKEND if day % 7 >= 5 else 1.0
        for hour in range(24):
            reads, votes = (n * of_week * OF_A_DAY[hour] / whole for n in (chosen.reads, VOTES_A_DAY))
            if day == SPIKE_DAY:
                share = spike[hour] / sum(spike)
                reads += max(0, chosen.spike_reads - chosen.reads) * share
                votes += chosen.spike_votes * share
            yield Hour(day, hour, _requests(reads * scale, votes * scale, chosen.cores))


def _requests(reads: float, votes: float, processes: int) -> dict[str, float]:
    missed = min(reads, _misses(round(reads, -2), processes))
    return {
        "uncached page": missed, "cached page": reads - missed, "search": reads * SEARCHES, "read": reads * COUNTED, "vote": votes,
    }  # fmt: skip


@cache
def _misses(reads: float, processes: int) -> float:
    """Pages that are made in an hour: a text read n times an hour in a process is made n / (1 + n * CACHED_FOR) times."""
    shares = [1 / n for n in range(1, TEXTS + 1)]
    each = (reads * share / sum_of_shares() / processes for share in shares)
    return processes * sum(n / (1 + n * CACHED_FOR) for n in each)


@cache
def sum_of_shares() -> float:
    return sum(1 / n for n in range(1, TEXTS + 1))


def utilisation(requests: dict[str, float], means: dict[str, float], servers: int) -> float:
    """How much of the time the servers are busy; more than 1: they are asked for more than they can do."""
    return sum(n * means[kind] for kind, n in requests.items()) / 3600 / servers


def waiting(requests: dict[str, float], costs: Costs, servers: int) -> float:
    """Seconds that one request in a hundred waits or more, at most PATIENCE: then it is refused."""
    chance, kinds = random.Random(1), list(requests)
    rate, weights = sum(requests.values()) / 3600, [requests[kind] for kind in kinds]
    free, now, waits = [0.0] * servers, 0.0, []
    for kind in chance.choices(kinds, weights, k=ARRIVALS):
        now += chance.expovariate(rate)
        begins = max(now, free[0])
        if begins - now <= PATIENCE:  # else it goes away, and costs nothing
            heapq.heapreplace(free, begins + chance.choice(costs[kind]))
        waits.append(min(PATIENCE, begins - now))
    return sorted(waits[ARRIVALS // 10 :])[int(len(waits) * 0.9 * 0.99)]


def _told(name: str, measured: dict, chosen: argparse.Namespace) -> dict:
    costs: Costs = measured["costs"]
    means = {kind: statistics.fmean(times) for kind, times in costs.items()}
    known: dict[tuple, float] = {}

    def wait(hour: Hour) -> float:
        """Hours of the same load wait as long."""
        load = (round(utilisation(hour.requests, means, chosen.cores), 2), hour.day == SPIKE_DAY)
        if load not in known:
            known[load] = waiting(hour.requests, costs, chosen.cores)
        return known[load]

    table = [
        (hour, utilisation(hour.requests, means, chosen.cores), _writing(name, hour, means), wait(hour))
        for hour in hours(chosen)
    ]
    ordinary = [row for row in table if row[0].day != SPIKE_DAY]
    spike = [row for row in table if row[0].day == SPIKE_DAY]
    broken = [row for row in table if max(row[1], row[2]) >= 1]
    found = {
        "milliseconds (median, mean, 99 of 100)": {
            kind: [round(1000 * each, 2) for each in (statistics.median(times), means[kind], sorted(times)[int(len(times) * 0.99)])]
            for kind, times in costs.items()
        },
        "busiest ordinary hour": _of(max(ordinary, key=lambda row: row[1])),
        "busiest hour of the spike": _of(max(spike, key=lambda row: row[1])),
        "first hour that breaks": _of(broken[0]) if broken else None,
        "hours of the year that break": len(broken),
        "hours in which one request in a hundred waits 0.2 s": sum(row[3] > SOON for row in table),
        "page reads of a weekday that it holds": round(_holds(chosen, means) * chosen.reads, -3),
        "bytes for a vote": round(measured["growth"]["vote"]),
        "bytes for a text read on a day": round(measured["growth"]["text read on a day"]),
        "the database grows in the year by, MB": round(_growth_of_year(measured["growth"], table) / 1e6, 1),
        "sent in the year, TB": round(sum(_bytes_sent(hour) for hour, *_rest in table) / 1e12, 2),
        "sent in the busiest second, MB": round(max(_bytes_sent(hour) for hour, *_rest in table) / 3600 / 1e6, 1),
        "spike day": [_of(row) for row in spike],
    }  # fmt: skip
    print(f"\n{name}")
    for what, value in found.items():
        if what != "spike day":
            print(f"  {what:52} {value}")
    sys.stdout.flush()
    return found


def _writing(name: str, hour: Hour, means: dict[str, float]) -> float:
    """How busy the one writer of SQLite is, if a vote held the database for all of its time."""
    return utilisation({"vote": hour.requests["vote"]}, means, 1) if name == "sqlite" else 0.0


def _holds(chosen: argparse.Namespace, means: dict[str, float]) -> float:
    """How many times the ordinary reads are served with 70 % of the processors in the busiest hour."""
    few, many = 0.0, 1000.0
    for _step in range(30):
        middle = (few + many) / 2
        requests = _requests(chosen.reads * max(OF_A_DAY) / sum(OF_A_DAY) * middle, 0, chosen.cores)
        few, many = (middle, many) if utilisation(requests, means, chosen.cores) < 0.7 else (few, middle)
    return few


def _growth_of_year(growth: dict[str, float], table: list) -> float:
    votes = sum(hour.requests["vote"] for hour, *_rest in table)
    return votes * growth["vote"] + DAYS * TEXTS * growth["text read on a day"]


def _bytes_sent(hour: Hour) -> float:
    reads = hour.requests["cached page"] + hour.requests["uncached page"]
    return reads * (PAGE_BYTES + FIRST_VISITS * FIRST_VISIT_BYTES)


def _of(row: tuple[Hour, float, float, float]) -> dict:
    hour, busy, writing, wait = row
    reads = hour.requests["cached page"] + hour.requests["uncached page"]
    return {
        "day": hour.day, "hour": hour.hour, "reads/s": round(reads / 3600, 1), "votes/s": round(hour.requests["vote"] / 3600, 2),
        "busy": round(busy, 3), "writer busy": round(writing, 3), "p99 wait, ms": round(1000 * wait, 1),
        "refused": round(max(0, 1 - 1 / max(busy, writing, 1)), 3),
    }  # fmt: skip


if __name__ == "__main__":
    main()
