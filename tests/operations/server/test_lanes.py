"""Threads in lanes: requests of one kind cannot take the threads of another."""

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

from tests.operations.server.loops import run
from thinktank.operations.server.bodies import Refused
from thinktank.operations.server.lanes import Lane

WELL, AWAY = SimpleNamespace(status=200), SimpleNamespace(status=503)


def test_a_request_that_waits_for_a_thread_uses_none():
    async def ask():
        lane, before = Lane("test", 2, patience=5), threading.active_count()
        begun = time.monotonic()
        answers = await asyncio.gather(*(lane.run(lambda: time.sleep(0.05) or WELL) for _n in range(6)))
        return len(answers), time.monotonic() - begun, threading.active_count() - before

    number, seconds, threads = run(ask())
    assert number == 6 and seconds >= 0.15
    assert threads <= 2


def test_no_request_waits_longer_than_the_patience_of_its_lane():
    async def ask():
        lane, gate = Lane("test", 1, patience=0.1), threading.Event()
        first = asyncio.create_task(lane.run(gate.wait, 5))
        await asyncio.sleep(0.02)
        with pytest.raises(Refused) as refused:
            await lane.run(lambda: WELL)
        gate.set()
        await first
        return refused.value.status, (await lane.run(lambda: WELL)).status

    assert run(ask()) == (503, 200)


def test_when_a_request_fails_without_the_database_waiting_ones_are_refused_at_once():
    async def ask():
        lane = Lane("test", 2, patience=5)
        slow = [lane.run(lambda: time.sleep(0.2) or AWAY) for _n in range(8)]
        begun = time.monotonic()
        answers = await asyncio.gather(*slow, return_exceptions=True)
        return answers, time.monotonic() - begun

    answers, seconds = run(ask())
    assert [answer for answer in answers if answer is AWAY] == [AWAY, AWAY]
    assert sum(isinstance(answer, Refused) for answer in answers) == 6
    assert seconds < 1


def test_a_lane_recovers_with_the_first_request_that_reaches_the_database():
    async def ask():
        lane = Lane("test", 1, patience=5)
        await lane.run(lambda: AWAY)
        await lane.run(lambda: WELL)
        return await asyncio.gather(*(lane.run(lambda: WELL) for _n in range(3)))

    assert run(ask()) == [WELL] * 3
