"""What a vote costs, as `python -m tests.bench.votes` measures it: on SQLite, or with --postgresql on a server of its own.

A vote and its ticket: the processor time of this process for one POST (a PostgreSQL server's is not in it), with an
empty view asked for in turn. And how long a page takes that shows a poll of many ballots. `--profile` prints the
functions that take a vote's time instead.
"""

import argparse
import cProfile
import io
import json
import pstats
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable

from tests.bench.own_process import site_in_this_process

WARM_UP, VOTES, PAGES = 40, 400, 60
MANY = 100_000  # ballots
MANY_TO_NONE = "article, poll of many ballots / of none"
TARGETS = {"vote / empty view": 9, MANY_TO_NONE: 1.5}  # at most


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--profile", action="store_true")
    options.add_argument("--many", type=int, default=MANY, help="ballots of the large poll")
    chosen = options.parse_args()
    limits = dict.fromkeys(("BALLOTS_PER_SUBSCRIBER", "BALLOTS_PER_NETWORK"), "1000000")
    with site_in_this_process(on_postgresql=chosen.postgresql, **limits):
        if chosen.profile:
            _profile()
        else:
            _tell(_votes() | _pages(chosen.many))


Request = tuple[str, str, bytes, str]  # method, path, body, cookie


def _votes() -> dict[str, list[float]]:
    """Milliseconds of processor time by name."""
    ask = asking()
    path, votes = new_poll(WARM_UP + VOTES)
    for vote in votes[:WARM_UP]:
        ask(vote, 201)
    times: dict[str, list[float]] = {"empty view": [], "ticket": [], "vote": []}
    for vote in votes[WARM_UP:]:
        times["empty view"].append(ask(("GET", "/empty/", b"", "")))
        times["ticket"].append(ask(("POST", f"{path}ticket/", b"{}", vote[3])))
        times["vote"].append(ask(vote, 201))
    return times


def _pages(many: int) -> dict[str, list[float]]:
    """Milliseconds by the clock, because the database counts, of articles with a poll of no and of many ballots, asked
    for in turn.
    """
    from tests.bench.content import gather_statistics

    ask = asking()
    pages = {f"article, {n:,} ballots": _article_with(n) for n in (0, many)}
    gather_statistics()
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + PAGES):
        for name, path in pages.items():
            began = time.perf_counter()
            ask(("GET", path, b"", ""))
            if turn >= WARM_UP:
                times[name].append((time.perf_counter() - began) * 1000)
    return times


def _article_with(ballots: int) -> str:
    """The path of an article with a poll of so many ballots."""
    from polls.models import BallotInbox
    from polls.tally import store_tally
    from tests.factories import make_edition
    from tests.polls.making import make_poll

    edition = make_edition()
    poll = make_poll(beside=[edition.publication])
    made = (
        BallotInbox(id=uuid.uuid4(), poll=poll, choices=[1 + n % 4], language="en") for n in range(ballots)
    )
    BallotInbox.objects.bulk_create(made, batch_size=5000)
    store_tally(poll.pk)
    return edition.get_absolute_url()


def new_poll(readers: int) -> tuple[str, list[Request]]:
    """The path of a poll and as many votes, ready to be sent."""
    from tests.polls import live

    uid, path = live.new_poll()
    made = live.readers_with_tickets(uid, readers, 1)
    return path, [
        (
            "POST",
            f"{path}vote/",
            json.dumps({"ballot_id": ballot, "ticket": ticket, "choices": [1 + n % 4]}).encode(),
            reader["cookie"],
        )
        for n, reader in enumerate(made)
        for ballot, ticket in reader["ballots"]
    ]


def asking(clock: Callable[[], float] = time.thread_time) -> Callable[..., float]:
    """ask(request, status): milliseconds, of processor time unless told otherwise, until the last byte was read."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def ask(request: Request, status: int = 200) -> float:
        method, path, body, cookie = request
        environ = _environ(method, path, body, cookie)
        said = []
        began = clock()
        answer = application(environ, lambda line, headers: said.append(line))
        _read(answer)
        took = clock() - began
        assert said[0].startswith(str(status)), (path, said)
        return took * 1000

    return ask


def _read(answer: Iterable[bytes]) -> None:
    for _piece in answer:
        pass
    getattr(answer, "close", lambda: None)()


def _environ(method: str, path: str, body: bytes, cookie: str) -> dict[str, object]:
    """As a server makes it of what Firefox sends."""
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json" if body else "",
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT": "*/*",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "HTTP_COOKIE": cookie,
        "HTTP_ORIGIN": "http://127.0.0.1:8000",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "HTTP_SEC_FETCH_MODE": "cors",
        "HTTP_SEC_FETCH_DEST": "empty",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _profile() -> None:
    ask = asking()
    _path, votes = new_poll(WARM_UP + VOTES)
    for vote in votes[:WARM_UP]:
        ask(vote, 201)
    profile = cProfile.Profile()
    profile.enable()
    for vote in votes[WARM_UP:]:
        ask(vote, 201)
    profile.disable()
    print(f"{VOTES} votes")
    pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


def _tell(times: dict[str, list[float]]) -> None:
    medians = {name: statistics.median(of_name) for name, of_name in times.items()}
    print("Milliseconds (median, least), and in empty views")
    for name, of_name in times.items():
        print(
            f"  {name:32} {medians[name]:8.2f} {min(of_name):8.2f} {medians[name] / medians['empty view']:8.1f}"
        )
    without, with_many = (medians[name] for name in times if name.startswith("article"))
    figures = {
        "vote / empty view": medians["vote"] / medians["empty view"],
        MANY_TO_NONE: with_many / without,
    }
    for name, figure in figures.items():
        verdict = "reached" if figure <= TARGETS[name] else "NOT REACHED"
        print(f"  {name:48} {figure:8.2f} (most {TARGETS[name]}: {verdict})")


if __name__ == "__main__":
    main()
