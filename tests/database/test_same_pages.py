"""Every public page and every page of the desk has the same bytes on SQLite and on PostgreSQL.

That is why tests that look at pages run on one database only (tests/databases.py). Clock, chance and content are fixed;
each database is published into, and asked, by a process of its own (every_page.py).
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

from tests.database.every_page import kind_of
from tests.live_site import OF_THE_TESTS, ROOT, migrated_database
from tests.postgresql import find_programs, throw_away_server
from thinktank import environment

pytestmark = [pytest.mark.long, pytest.mark.once]

FEWEST = 500  # pages
# The ends of routes that are not requested, and why.
NOT_ASKED = {
    r"^theme\.(?P<on_light>[0-9a-f]{6})-(?P<on_dark>[0-9a-f]{6})\.css$": "the fixed site keeps the usual colours",
    "healthz": "for programs that watch the site",
    "readyz": "likewise",
    "metrics": "likewise",
    r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$": "the fixed site has no key",
    "admin/(?P<url>.*)$": "every address of the desk that is none",
    "admin/status/": "it tells of the machine and of the database",
    "admin/login/": "an administrator has signed in",
    "admin/invitation/<str:uid>/<str:token>/": "nobody is invited",
    "admin/open-form/": "scripts send to it",
    "admin/open-form/signed-in/": "the small window of somebody who signs in again",
    "admin/open-form/token/": "scripts ask for it",
    "admin/open-form/<uuid:key>/discard/": "a form sends to it",
    "admin/saved-filters/add/": "a list with a filter leads there",
    "admin/saved-filters/<int:pk>/": "nobody has saved one",
    "admin/trash/<int:pk>/purge/": "a form sends to it",
    "admin/trash/<int:pk>/restore/": "a form sends to it",
    "admin/security/<int:pk>/remove/": "a form sends to it",
    "admin/security/app/": "a secret made by chance",
    "admin/security/passkey/": "the fixed site has no name and no https",
    "admin/security/recovery-codes/text/": "the administrator has no codes",
    "admin/security/sessions/<slug:name>/end/": "a form sends to it",
    "admin/security/sessions/end-others/": "a form sends to it",
    "admin/second-step/": "the administrator has passed",
    "admin/publishing/unmadefile/add/": "nothing failed",
    "admin/publishing/unmadefile/<path:object_id>/": "nothing failed",
    "admin/publishing/unmadefile/<path:object_id>/change/": "nothing failed",
    "admin/publishing/unmadefile/<path:object_id>/delete/": "nothing failed",
    "admin/publishing/unmadefile/<path:object_id>/history/": "nothing failed",
    "admin/r/<path:content_type_id>/<path:object_id>/": "no page of the desk leads there",
    "editions/<int:number>/<file_kind:kind>/": "a file, not a page",
    "editions/<int:number>/recording.<slug:extension>": "a file, not a page",
    "editions/<int:number>/fig-<int:figure>.csv": "a file, not a page",
    "editions/<int:number>/pdf/": "a file, not a page",
    "editions/<int:number>/pdf/text/": "a file, not a page",
    "library/<uuid:uid>/": "a file, not a page",
    "library/charts/<uuid:uid>/": "a file, not a page",
    "library/recordings/<uuid:uid>/": "a file, not a page",
    "share-image.png": "made by the worker",
    "rate/<uuid:uid>/results.json": "scripts ask for it",
    "ticket/": "scripts send to it",
    "read/<uuid:uid>/": "scripts send to it",
    "receipt/<uuid:ballot_id>/": "who has voted is led there",
    "received/": "who has written is led there",
    "shared/<str:token>/": "a token made by chance",
    "shared/<str:token>/answer/": "a form sends to it",
    "shared/<str:token>/site/<path:rest>": "a token made by chance",
    r"pictures/(?P<key>[0-9a-f]{32})/(?P<filename>(?:card-)?[1-9][0-9]{0,4}\.(?:avif|webp|jpeg))$": "files, not pages",
}
# Public routes that return something else than a page.
TIMEGATES = {
    f"en/{prefix}<slug:slug>/editions/timegate/" for prefix in ("", "articles/", "events/", "reports/")
}
NO_PAGES = {"", ".well-known/security.txt", "en/s/<slug:code>/", *TIMEGATES}


def _start(url: str, file: Path) -> subprocess.Popen:
    """The process that publishes everything into the database at this URL and writes its pages into the file."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    fixed = {
        "DATABASE_URL": url,
        "SECRET_KEY": "the same key on both databases, of enough signs",
        "TICKET_KEY": "another key, the same on both databases as well",
        "CLOCK_SKEW_LIMIT": "99999999",  # the database's own clock goes on
        "PYTHONHASHSEED": "0",
    }
    with file.with_suffix(".log").open("w") as log:
        command = [sys.executable, "-m", "tests.database.every_page", str(file)]
        return subprocess.Popen(command, cwd=ROOT, env=kept | fixed, stdout=log, stderr=log)


def _servers(programs: Path, stack: ExitStack) -> dict[str, dict[str, Any]]:
    """Django's settings of each database; PostgreSQL is that of the run, or else one of our own."""
    url = os.environ.get("TESTS_POSTGRESQL") or stack.enter_context(throw_away_server(programs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TESTS_POSTGRESQL", url)
        return {
            "SQLite": {"ENGINE": "thinktank.database.sqlite3"},
            "PostgreSQL": environment.database("TESTS_POSTGRESQL", Path()),
        }


def _migrated(server: dict[str, Any], folder: Path, stack: ExitStack) -> str:
    """The URL of a new database of this kind with all migrations done."""
    url, remove = migrated_database(server, folder)
    stack.callback(remove)
    return url


@pytest.fixture(scope="module")
def pages():
    """{"SQLite": {address: answer}, "PostgreSQL": the same}"""
    programs = find_programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL is not on this machine.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-pages-")))
        urls = {name: _migrated(server, folder, stack) for name, server in _servers(programs, stack).items()}
        files = {name: folder / f"{name}.json" for name in urls}
        started = {name: _start(url, files[name]) for name, url in urls.items()}
        for process in started.values():
            stack.callback(process.wait)
            stack.callback(process.kill)
        for name, process in started.items():
            said = files[name].with_suffix(".log")
            assert process.wait() == 0, f"{name}:\n{said.read_text()[-4000:]}"
        yield {name: json.loads(file.read_text()) for name, file in files.items()}


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The differences, by address."""
    found = [f"{address}: on one database only" for address in sorted(one.keys() ^ other.keys())]
    for address in sorted(one.keys() & other.keys()):
        if one[address] != other[address]:
            lines = difflib.unified_diff(
                one[address].splitlines(), other[address].splitlines(), n=0, lineterm=""
            )
            found.append("\n".join([address, *list(lines)[:12]]))
    return found


def test_every_page_is_the_same_on_both_databases(pages):
    found = differences(pages["SQLite"], pages["PostgreSQL"])
    assert not found, "\n\n".join([f"{len(found)} pages differ.", *found[:10]])


def routes(resolver: URLResolver, before: str = "") -> set[str]:
    """Every route of the URLconf, as `resolve(path).route` names it."""
    found = set()
    for entry in resolver.url_patterns:
        own = str(entry.pattern)
        route = before + (own.removeprefix("^") if before else own)
        found |= routes(entry, route) if isinstance(entry, URLResolver) else {route}
    return found


def test_every_route_of_the_site_was_compared(pages):
    """Fails for a route that was not requested, and for a site without content."""
    statuses = defaultdict(set)
    for address, answer in pages["SQLite"].items():
        statuses[kind_of(address.partition(" in ")[0])[0]].add(answer[:3])
    every = routes(get_resolver())
    not_asked = {route for route in every - set(statuses) if not route.endswith(tuple(NOT_ASKED))}
    assert not_asked == set()
    assert all(any(route.endswith(end) for route in every - set(statuses)) for end in NOT_ASKED)
    for_readers = {route for route in set(statuses) & every if not route.startswith("admin/")}
    assert {route for route in for_readers if "200" not in statuses[route]} == NO_PAGES
    assert sum(answer.startswith("200") for answer in pages["SQLite"].values()) >= FEWEST


def test_a_single_different_byte_is_reported():
    assert differences({"/": "200\n\nwords"}, {"/": "200\n\nwords"}) == []
    assert differences({"/": "200\n\nwords"}, {"/": "200\n\nWords"}) == [
        "/\n--- \n+++ \n@@ -3 +3 @@\n-words\n+Words"
    ]
    assert differences({"/": "200"}, {}) == ["/: on one database only"]
