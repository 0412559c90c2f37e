"""Public pages are the same, byte for byte, with and without each optimisation (FRAGMENT_CACHE, PREPARED_QUERIES).

Of each route in each language a few pages are compared: of publications that are live, were corrected or are withdrawn.
"""

import difflib
from collections import Counter

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.database.every_page import kind_of
from tests.test_canary import MAKERS, addresses, hide_everything, links_of
from thinktank.database import prepared
from thinktank.delivery import fragments
from thinktank.delivery.shared_values import SharedValue

QUERIES = ["", "?page=2", "?kind=news"]
STATES = ["redrafted", "rescheduled", "withdrawn"]  # those that readers may have seen
AT_MOST = 2  # pages of one route, language, set of query keys and status


@pytest.fixture
def published(db):
    return hide_everything(MAKERS, STATES)


def page_at(path):
    """Status, headers and body; None for what is private, which may hold tokens."""
    response = Client().get(path)
    del response["X-Request-ID"]  # of each request its own
    body = b"".join(response.streaming_content) if response.streaming else response.content
    is_public = response["Cache-Control"].startswith("public")
    return (response.status_code, sorted(response.items()), body) if is_public else None


def walk(published):
    """{path: page} of public pages that the URLs and the links on pages lead to, AT_MOST of a kind."""
    waiting = sorted(
        path + query for path in addresses(published) for query in QUERIES if path.count("/") < 4 or not query
    )
    known, kept, found = set(waiting), Counter(), {}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kept[kind, 200] == AT_MOST:
            continue
        page = page_at(path)
        if page and kept[kind, page[0]] < AT_MOST:
            found[path] = page
            kept[kind, page[0]] += 1
            links = set(links_of(path.split("?")[0], page[2].decode(errors="replace"))) - known
            known |= links
            waiting += sorted(links)
    return found


def lines_of(page):
    """Status, each header and each line of the body as one list."""
    status, headers, body = page
    return [
        str(status),
        *[f"{name}: {value}" for name, value in headers],
        *body.decode(errors="replace").splitlines(),
    ]


def assert_same(before, pages, step):
    """Name the pages that differ, with their lines; pytest's own report of so many bytes is too long to read."""
    differing = [
        "\n".join([path, *difflib.unified_diff(lines_of(before[path]), lines_of(page), n=0, lineterm="")])
        if page
        else f"{path}: private now"
        for path, page in pages.items()
        if page != before[path]
    ]
    assert not differing, "\n\n".join([f"{len(differing)} pages differ {step}.", *differing[:5]])


@pytest.mark.long
def test_public_pages_are_the_same_with_and_without_each_optimisation(published, settings, monkeypatch):
    def without(switch):
        setattr(settings, switch, False)
        fragments.clear_fragments()
        SharedValue.forget_all()
        pages = {path: page_at(path) for path in expected}
        setattr(settings, switch, True)
        return pages

    with time_machine.travel(timezone.now(), tick=False):
        fragments.clear_fragments()
        SharedValue.forget_all()
        expected = walk(published)
        assert len(expected) > 100 and fragments.bytes_in_use() > 1000
        assert_same(expected, {path: page_at(path) for path in expected}, "from fragments rendered before")
        assert_same(expected, without("FRAGMENT_CACHE"), "without FRAGMENT_CACHE")
        assert fragments.bytes_in_use() == 0
        monkeypatch.setattr(prepared, "_queries", {})
        assert_same(expected, without("PREPARED_QUERIES"), "without PREPARED_QUERIES")
        assert prepared._queries == {}
