"""Times, queries and plans of pages of the desk, for an editor who is signed in; called in a process of the site."""

import re
import statistics
import time
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.session import PROVED_AT  # noqa: F401 -- from here on `force_login` proves the second factor too
from thinktank.delivery.fragments import clear_fragments
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.models import Contribution, Publication

WARM_UP, TIMES = 2, 9
EMPTY = "/empty/"


def measure(pages):
    """{name: {"milliseconds", "empty", "queries"}}."""
    client = _editor()
    return {name: _cost(client, _filled(path)) for name, path in pages.items()}


def _filled(path):
    """The path with the topic and the person that most texts have."""
    topics, people = Publication.topics.through.objects, Contribution.objects
    topic = topics.values("topic").annotate(n=Count("pk")).order_by("-n").first()
    person = people.exclude(expert=None).values("expert__uid").annotate(n=Count("pk")).order_by("-n").first()
    return path.format(topic=topic["topic"], person=person["expert__uid"])


def _editor():
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="admin"))
    return client


def _cost(client, path):
    found = {"milliseconds": [], "processor": [], "empty": []}
    for turn in range(WARM_UP + TIMES):
        for name, address in (("empty", EMPTY), ("milliseconds", path)):
            seconds, processor = _seconds(client, address)
            if turn >= WARM_UP:
                found[name].append(seconds * 1000)
                if name != "empty":
                    found["processor"].append(processor * 1000)
    medians = {name: round(statistics.median(times), 2) for name, times in found.items()}
    least = {"least": round(min(found["milliseconds"]), 2)}
    return medians | least | {"queries": len(_queries(client, path))}


def _seconds(client, path):
    _forget()
    began, processor = time.perf_counter(), _processor_seconds()
    response = client.get(path)
    seconds, processor = time.perf_counter() - began, _processor_seconds() - processor
    assert response.status_code == 200, (path, response.status_code)
    return seconds, processor


def _processor_seconds():
    """Of this process and of the PostgreSQL process that answers it, if that is on this machine."""
    seconds = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        seconds += int(schedule.read_text().split()[0]) / 1e9 if schedule.exists() else 0
    return seconds


def _forget():
    """A front page is made with nothing in memory: that is when it sums up what was read."""
    SharedValue.forget_all()
    clear_fragments()


def _queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return queries.captured_queries


def plans_of(path):
    """Lines: how the database runs each query of the page that takes more than 10 ms."""
    lines = []
    for query in _queries(_editor(), _filled(path)):
        if float(query["time"]) * 1000 < 10 or not query["sql"].startswith("SELECT"):
            continue
        explain = "EXPLAIN ANALYZE" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        lines.append(
            f"-- {query['time']} s: {re.sub(r'SELECT .{300,}? FROM', 'SELECT ... FROM', query['sql'])[:900]}"
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"{explain} {query['sql'].replace('%', '%%')}")
                lines += [str(row[-1]) for row in cursor.fetchall()]
        except DatabaseError as error:  # SQLite shows values without quotes
            lines.append(f"no plan: {error}")
    return lines
