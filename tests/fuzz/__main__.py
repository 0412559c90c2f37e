"""Hostile requests to a real server on both databases, and checks of the database after them: `make soak` runs it.

python -m tests.fuzz --requests 100000 --seed 7 --only sqlite

Ctrl-C ends the requests to one database: what was answered until then is checked and told.
"""

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from tests import place  # first, before anything reads the settings

# isort: split

from tests.fuzz import site as inside
from tests.fuzz.generator import Generator, Request
from tests.fuzz.wire import Answer, send
from tests.live_site import LiveSite, open_site, remove_migrated_database
from tests.postgresql import find_programs, throw_away_server
from thinktank import environment

AT_ONCE = 4  # requests
SESSIONS_SERVE = 200  # requests, for one of them may end the session
SHOWN = 20  # failures


@dataclass
class Soak:
    """What was answered on one database."""

    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    seconds: float = 0

    def note(self, request: Request, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        self.routes.add(request.route.path)
        self.slowest = sorted(
            [*self.slowest, (answer.seconds, f"{request.method} {request.route.path}")], reverse=True
        )[:3]
        if answer.status >= 500 or not answer.status:
            self.failures.append(f"{answer.status} {answer.request_id} {request.as_curl()}")


def soak(site: LiveSite, seed: int, requests: int) -> Soak:
    """Send so many requests, or fewer when Ctrl-C ends it; then check the database."""
    found, began = Soak(), time.monotonic()
    generator = Generator(seed, site.call(inside.fill))
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for first in range(0, requests, SESSIONS_SERVE):
                sessions = site.call(inside.new_sessions)
                asked = [
                    generator.request(number)
                    for number in range(first, min(first + SESSIONS_SERVE, requests))
                ]
                sent = [
                    pool.submit(send, site.port, request, sessions.get(request.role)) for request in asked
                ]
                for request, answer in zip(asked, sent, strict=True):
                    found.note(request, answer.result())
                print(
                    f"\r{first + len(asked)} of {requests}, {len(found.failures)} failed",
                    end="",
                    file=sys.stderr,
                    flush=True,
                )
    except KeyboardInterrupt:
        site.end_calls()  # Ctrl-C has ended their process too
    found.seconds = time.monotonic() - began
    found.checks = list(checks_after(site))
    return found


def checks_after(site: LiveSite) -> Iterator[str]:
    """What is not whole in the database, in sentences."""
    for command in ("check_polls", "verify_editions", "verify_audit"):
        try:
            site.manage(command)
        except AssertionError as error:
            yield str(error)[-500:]
    yield from site.call(inside.check_storage)
    yield from site.call(inside.half_written)


@contextmanager
def databases(only: str | None) -> Iterator[dict[str, str]]:
    """The URL of each database by its name."""
    with nullcontext("") if only == "sqlite" else throw_away_server(find_programs()) as url:
        both = {"SQLite": "", "PostgreSQL": url}
        yield {name: own for name, own in both.items() if only in (None, name.lower())}


def table(found: dict[str, Soak]) -> str:
    """Markdown, as docs/security.md has it."""

    def line(name, tell):
        return f"| {name} | {' | '.join(tell(each) for each in found.values())} |"

    return "\n".join([
        f"| | {' | '.join(found)} |",
        "|---|" + "---|" * len(found),
        line("requests", lambda each: f"{sum(each.statuses.values()):,}"),
        line("routes", lambda each: str(len(each.routes))),
        line("seconds", lambda each: f"{each.seconds:,.0f}"),
        line("statuses", lambda each: ", ".join(f"{status}: {n:,}" for status, n in sorted(each.statuses.items()))),
        line("5xx, or no answer", lambda each: str(len(each.failures))),
        line("slowest", lambda each: "; ".join(f"{seconds:.1f} s {what}" for seconds, what in each.slowest)),
        line("not whole afterwards", lambda each: str(len(each.checks))),
    ])  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--requests", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = options.parse_args()
    print(f"Seed {chosen.seed}", flush=True)
    found = {}
    with databases(chosen.only) as urls:
        for name, url in urls.items():
            os.environ["DATABASE_URL"] = url
            settings = environment.database("DATABASE_URL", place.FOLDER / "soak.sqlite3")
            try:
                with open_site(settings) as site:
                    found[name] = soak(site, chosen.seed, chosen.requests)
                    tell_failures(name, found[name], site)
            finally:
                remove_migrated_database(settings)
    print(table(found))
    return 1 if any(each.failures or each.checks for each in found.values()) else 0


def tell_failures(name: str, found: Soak, site: LiveSite) -> None:
    for said in [*found.failures[:SHOWN], *found.checks[:SHOWN]]:
        print(f"{name}: {said}", flush=True)
    if found.failures:
        print(site.log.read_text(errors="replace")[-20_000:])


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        place.remove()
