"""The queue that `make bench-year` simulates waits as theory says, and the year has the reads and votes it was asked for."""

import argparse
import math
import random

import pytest

from tests.bench import year

pytestmark = pytest.mark.once
MEAN = 0.001  # seconds of a request


@pytest.fixture
def costs():
    chance = random.Random(7)
    return {"page": [chance.expovariate(1 / MEAN) for _n in range(20_000)]}


@pytest.mark.parametrize("busy", [0.5, 0.8])
def test_one_server_with_exponential_times_waits_as_in_the_book(costs, busy):
    """M/M/1: the wait exceeds t with the probability busy * exp(-(1 - busy) * t / MEAN)."""
    requests = {"page": busy / MEAN * 3600}
    known = math.log(busy / 0.01) * MEAN / (1 - busy)
    assert year.waiting(requests, costs, 1) == pytest.approx(known, rel=0.25)
    assert year.waiting(requests, costs, 2) < known / 2


def test_more_than_can_be_done_waits_as_long_as_the_server_lets_it(costs):
    requests = {"page": 3 / MEAN * 3600}
    assert year.utilisation(requests, {"page": MEAN}, 1) == pytest.approx(3)
    assert year.waiting(requests, costs, 1) > 0.99 * year.PATIENCE


def test_the_year_has_what_was_asked_for():
    chosen = argparse.Namespace(reads=1_000_000, spike_reads=10_000_000, spike_votes=100_000, cores=2)
    days: dict[int, dict[str, float]] = {}
    for hour in year.hours(chosen):
        of_day = days.setdefault(hour.day, dict.fromkeys(hour.requests, 0.0))
        for kind, n in hour.requests.items():
            of_day[kind] += n
    reads = {day: of_day["cached page"] + of_day["uncached page"] for day, of_day in days.items()}
    assert len(days) == 365
    assert (reads[0], reads[5]) == (pytest.approx(1_000_000), pytest.approx(600_000))
    assert reads[year.SPIKE_DAY] == pytest.approx(10_000_000, rel=0.05)
    assert days[year.SPIKE_DAY]["vote"] == pytest.approx(100_000 + year.VOTES_A_DAY, rel=0.05)
