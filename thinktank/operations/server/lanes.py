"""Threads in lanes, so that who waits for one thing takes nothing from those who need another.

Waiting for a thread costs none. A lane whose requests fail because the database is away lets nobody wait: they are told
to come back at once, within the three seconds a reader is promised.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from thinktank.operations.server.bodies import Refused

MOST_WAITING = 500  # requests in one lane
AWAY = 503
TROUBLE_LASTS = 1  # second after a failure, for those who come then


class Lane:
    """`threads` requests at a time; others wait for at most `patience` seconds."""

    def __init__(self, name: str, threads: int, patience: float):
        self.patience, self.threads = patience, threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = asyncio.Semaphore(threads)
        self._waiting = 0
        self._failed_at = self._moved_at = float("-inf")

    async def run(self, function: Callable, *arguments):
        """The function's answer, from a thread of this lane. Raises Refused (503) when it cannot have one in time.

        What it returns may have a `status`; 503 counts as a failure of the lane.
        """
        await self._enter()
        try:
            answer = await self.run_now(function, *arguments)
        finally:
            self._free.release()
        if getattr(answer, "status", None) == AWAY:
            self._failed_at = time.monotonic()
        else:
            self._moved_at = time.monotonic()
        return answer

    async def run_now(self, function: Callable, *arguments):
        """The same without a place of its own: for small steps of an answer that has begun."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, function, *arguments)

    async def _enter(self):
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= MOST_WAITING or self._is_in_trouble(time.monotonic() - TROUBLE_LASTS):
            raise Refused(AWAY)
        began = time.monotonic()
        self._waiting += 1
        try:
            async with asyncio.timeout(self.patience):
                await self._free.acquire()
        except TimeoutError:
            raise Refused(AWAY) from None
        finally:
            self._waiting -= 1
        if self._is_in_trouble(began):
            self._free.release()
            raise Refused(AWAY)

    def _is_in_trouble(self, since):
        return self._failed_at > max(self._moved_at, since)
