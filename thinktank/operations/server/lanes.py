"""Threads in separate lanes, so that requests of one kind cannot take all threads from those of another.

A request that waits for a thread uses none. While requests of a lane fail because the database is away, others do not
wait: they are refused at once, within the three seconds that docs promise to readers.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from thinktank.operations.server.bodies import Refused

MAX_WAITING = 500  # requests in one lane
AWAY = 503
TROUBLE_LASTS = 1  # second after a failure during which new requests do not wait


class Lane:
    """Runs `threads` requests at a time. Others wait for at most `patience` seconds."""

    def __init__(self, name: str, threads: int, patience: float) -> None:
        self.patience, self.threads = patience, threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = asyncio.Semaphore(threads)
        self._waiting = 0
        self._failed_at = self._moved_at = float("-inf")

    async def run[T](self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the function in a thread of this lane. Raises Refused (503) when there is none in time.

        When the result has the `status` 503, the lane counts it as a failure.
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

    async def run_now[T](self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the function in a thread without a place in the lane: for small steps of a response that has begun."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, function, *arguments)

    async def _enter(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= MAX_WAITING or self._is_in_trouble(time.monotonic() - TROUBLE_LASTS):
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

    def _is_in_trouble(self, since: float) -> bool:
        return self._failed_at > max(self._moved_at, since)
