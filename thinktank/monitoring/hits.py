"""Counts pages from memory, of which a process sends thousands in a second: that must cost next to nothing.

The counts are added to the metrics once a second.
"""

import asyncio
from collections import Counter

from thinktank.monitoring import metrics
from thinktank.monitoring.middleware import HIT, route_at

ADD_EVERY = 1  # second


class Hits:
    """For the event loop of one process."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int]] = Counter()  # by path and status

    def count(self, path: str, status: int) -> None:
        if not self._counts:
            asyncio.get_running_loop().call_later(ADD_EVERY, self.add_up)
        self._counts[path, status] += 1

    def add_up(self) -> None:
        for (path, status), n in self._counts.items():
            metrics.requests_of(route_at(path), status).inc(n)
            metrics.page_cache_of(HIT).inc(n)
        self._counts.clear()
