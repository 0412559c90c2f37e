"""What pages cost when they are not kept: queries, and medians of times, of pages asked for in turn.

Each page's site answers in a process of its own (`python -m tests.bench.costs` in its environment: paths come in as lines of
JSON, costs go out as lines of JSON), so that all meet the same weather. An empty view is asked for in turn with them.
"""

import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EMPTY = "/empty/"
WARM_UP, TIMES = 5, 80


def compare(pages):
    """The costs of pages asked for in turn, each given as (site, path).

    For each {"cold": queries, "warm": queries, "milliseconds", "first", "empty"}, the last three medians of times.

    `first` is the time in a process that has no fragment of the page in memory either (delivery/fragments.py), `empty` that of an empty
    view.
    """
    with ExitStack() as stack:
        asked = [(stack.enter_context(_asking(site)), path) for site, path in pages]
        for ask, path in asked:
            for _n in range(WARM_UP):
                ask(path)
        queries = [ask(path, count=True) for ask, path in asked]
        times = [{"milliseconds": [], "first": [], "empty": []} for _page in asked]
        for turn in range(TIMES):
            for (ask, path), of_page in list(zip(asked, times, strict=True))[:: 1 if turn % 2 else -1]:
                of_page["empty"].append(ask(EMPTY))
                of_page["milliseconds"].append(ask(path))
            for (ask, path), of_page in zip(asked, times, strict=True):
                of_page["first"].append(ask(path, is_first=True))
    return [
        counted | {name: round(statistics.median(of_name) * 1000, 3) for name, of_name in of_page.items()}
        for counted, of_page in zip(queries, times, strict=True)
    ]


@contextmanager
def _asking(site):
    """ask(path, **how): what `_answer` gives for it in a process of this site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.costs"],
        cwd=ROOT,
        env=site.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(path, **how):
        process.stdin.write(json.dumps({"path": path, **how}) + "\n")
        process.stdin.flush()
        if not (line := process.stdout.readline()):
            raise RuntimeError(f"{path}: the process that answers has ended.")
        return json.loads(line)

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait()


def _answer_all():
    import django

    django.setup()

    from django.conf import settings
    from django.test import Client
    from django.urls import resolve

    from thinktank.delivery import cache_tags

    assert settings.CACHES["pages"]["BACKEND"].endswith("DummyCache"), "the page cache must be off"
    cache_tags.READ_EVERY = 3600
    resolve(EMPTY)  # loads the URLs before the clock runs
    client = Client(SERVER_NAME="127.0.0.1")
    for line in sys.stdin:
        print(json.dumps(_answer(client, **json.loads(line))), flush=True)


def _answer(client, path, count=False, is_first=False):
    """Seconds for the page, with `is_first` without cached fragments; or, to `count`, its queries cold and warm."""
    from thinktank.delivery.fragments import clear_fragments
    from thinktank.delivery.shared_values import SharedValue

    if count:
        SharedValue.forget_all()
        return {"cold": _queries(client, path), "warm": _queries(client, path)}
    if is_first:
        clear_fragments()
    began = time.perf_counter()
    response = client.get(path)
    seconds = time.perf_counter() - began
    assert response.status_code == 200, path
    return seconds


def _queries(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


if __name__ == "__main__":
    _answer_all()
