"""What one page costs when it is not kept: queries, and the median of its time in this process.

`first` is that time for a process that holds no piece of the page either (delivery/held.py); `empty_views` is the
usual time in empty views asked for in turn with it, which the weather of the machine leaves alone.
"""

import statistics
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve  # noqa: F401 (loads the URLs before the clock runs)

from thinktank.delivery import generations
from thinktank.delivery.furniture import Furniture
from thinktank.delivery.held import forget_pieces

EMPTY = "/empty/"
WARM_UP, TIMES = 5, 60


def measure(paths):
    """{name: {"cold": queries, "warm": queries, "milliseconds", "first": medians, "empty_views"}} of paths by name."""
    assert settings.CACHES["pages"]["BACKEND"].endswith("DummyCache"), "the page cache must be off"
    generations.READ_EVERY = 3600
    client = Client(SERVER_NAME="127.0.0.1")
    return {name: _cost(client, path) for name, path in paths.items()}


def _cost(client, path):
    for _n in range(WARM_UP):
        assert client.get(path).status_code == 200, path
    Furniture.forget_all()
    cold, warm = _queries(client, path), _queries(client, path)
    usual, empty = _milliseconds(client, [path, EMPTY])
    first, empty_then = _milliseconds(client, [path, EMPTY], before=forget_pieces)
    return {
        "cold": cold, "warm": warm, "milliseconds": usual, "first": first, "empty_views": round(usual / empty, 2),
        "first_in_empty_views": round(first / empty_then, 2),
    }  # fmt: skip


def _milliseconds(client, paths, before=lambda: None):
    """Medians of these paths, asked for in turn."""
    times = {path: [] for path in paths}
    for _n in range(TIMES):
        before()
        for path in paths:
            began = time.perf_counter()
            client.get(path)
            times[path].append(time.perf_counter() - began)
    return [round(statistics.median(of_path) * 1000, 3) for of_path in times.values()]


def _queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)
