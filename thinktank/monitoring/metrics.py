"""What the processes of the server count. `/metrics` (thinktank/operations/health.py) shows the sums of all of them.

The server sets PROMETHEUS_MULTIPROC_DIR: then prometheus-client keeps the figures in files that the processes share.
Figures that the database knows, such as the length of the queue, are read for each scrape (thinktank/operations/figures.py).
"""

import functools
import logging
import os

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector

disable_created_metrics()

HERE = CollectorRegistry()  # of this process

REQUESTS = Counter(
    "thinktank_requests", "Requests answered, by route and status.", ["route", "status"], registry=HERE
)
REQUEST_SECONDS = Histogram(
    "thinktank_request_seconds",
    "Seconds until the answer of a view, by route; pages from the page cache are not timed.",
    ["route"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=HERE,
)
DATABASE_SECONDS = Counter(
    "thinktank_database_seconds", "Seconds that requests waited for the database.", ["route"], registry=HERE
)
DATABASE_QUERIES = Counter("thinktank_database_queries", "Queries of requests.", ["route"], registry=HERE)
PAGE_CACHE = Counter(
    "thinktank_page_cache",
    "Requests by what the page cache did: hit, or why it did not answer (RFC 9211).",
    ["outcome"],
    registry=HERE,
)
BALLOTS = Counter(
    "thinktank_ballots", "Ballots that arrived, by what became of them.", ["outcome"], registry=HERE
)
EDITIONS = Counter(
    "thinktank_editions_made",
    "Editions made by publishing, by type and language.",
    ["type", "language"],
    registry=HERE,
)
LOGGED = Counter("thinktank_logged", "Lines of the log, by level.", ["level"], registry=HERE)

# `labels` costs as much as counting does
requests_of = functools.lru_cache(maxsize=4096)(REQUESTS.labels)
page_cache_of = functools.lru_cache(maxsize=64)(PAGE_CACHE.labels)


def of_all_processes() -> CollectorRegistry:
    """The figures of all processes of this server, added up."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return HERE
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


class CountLines(logging.Handler):
    """Counts lines of the log instead of writing them."""

    def emit(self, record: logging.LogRecord) -> None:
        LOGGED.labels(record.levelname).inc()
