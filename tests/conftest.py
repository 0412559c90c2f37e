"""What every test stands on: files of its own, a clean start, the live site and the browser."""

from tests import place  # first, before anything reads the settings

# isort: split

import os
import re
import shutil
import threading
from contextlib import closing

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import connection, connections, transaction
from django.template import Template
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.databases import runs_on_second
from tests.live_site import migrated_once, open_site, remove_migrated_database
from tests.machine import chromium_path, headless_shell_path
from tests.seconds import Seconds
from tests.session import recovery_codes_of  # noqa: F401 -- from here on `force_login` proves the second factor too
from tests.warm_child import WarmChild
from thinktank.database.sqlite3.driver import Database
from thinktank.delivery import cache_tags
from thinktank.delivery.cache_tags import CacheState
from thinktank.delivery.shared_values import SharedValue
from thinktank.library import intake
from thinktank.markings import in_force
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.search import known

_USUAL = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
if os.environ.get("IS_SECOND_DATABASE"):
    _USUAL["max_examples"] = 30
hypothesis_settings.register_profile("ci", **_USUAL, derandomize=True, database=None, print_blob=True)
hypothesis_settings.register_profile("here", **_USUAL)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


# Hashing a password slowly is for attackers; the live site does it.
settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    *settings.PASSWORD_HASHERS,
]


# Each process of a run has its own, for it is emptied before every test: some move the clock.
settings.DAY_SALT_DIR = settings.DAY_SALT_DIR / str(os.getpid())


def pytest_configure(config):
    config.pluginmanager.register(Seconds())


# Files are opened by a process that is warm; tests of the intake itself undo this (tests/library/conftest.py).
warm_child = WarmChild()
intake.open_in_child = warm_child.open_in_child


def pytest_unconfigure(config):
    warm_child.end()
    remove_migrated_database(settings.DATABASES["default"])
    place.remove()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long ones first, with all of their file; on the second database not what the first has shown."""
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in long)
    if os.environ.get("IS_SECOND_DATABASE"):
        config.hook.pytest_deselected(items=[item for item in items if not runs_on_second(item)])
        items[:] = filter(runs_on_second, items)


def pytest_collection_finish():
    place.keep_what_is_loaded()


# A clean start

_render = Template._render


@pytest.fixture(scope="session", autouse=True)
def _templates_are_not_watched(django_test_environment):
    """Django's tests note every template and its context, which costs a seventh of a page; ours read what is sent."""
    Template._render = _render


@pytest.fixture(autouse=True)
def _clean_start():
    translation.deactivate()
    cache_tags.forget_state()
    SharedValue.forget_all()
    known.forget_all()
    in_force.forget()
    shutil.rmtree(settings.DAY_SALT_DIR, ignore_errors=True)
    yield
    translation.deactivate()


@pytest.fixture
def frozen_cache_state(monkeypatch):
    """The cache state does not become old, and shared values with it: for tests that count queries."""
    monkeypatch.setattr(cache_tags, "READ_EVERY", 3600)


@pytest.fixture
def page_cache(settings, monkeypatch, state_read_once_a_request):
    """The page cache is on, and every request hears of changes at once. Other tests look at pages as views make them."""
    settings.CACHES = {
        "default": settings.CACHES["default"],
        "pages": {
            "BACKEND": "thinktank.delivery.memory_cache.MemoryCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_BYTES": 8 * 1024 * 1024},
        },
        "snapshots": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "snapshots"},
    }
    monkeypatch.setattr(cache_tags, "READ_EVERY", 0)
    kept = caches["pages"]
    yield kept
    kept.clear()
    caches["snapshots"].clear()


@pytest.fixture
def state_read_once_a_request(monkeypatch):
    """Every request hears of changes, but reads them once. A page asks ten times, which takes four fifths of its time."""
    here, read, is_current = threading.local(), cache_tags._read, CacheState.is_current

    def begin(**_signal):
        here.is_in_request, here.state = True, None

    def end(**_signal):
        here.is_in_request, here.state = False, None

    def read_and_keep():
        state = read()
        here.state = state if getattr(here, "is_in_request", False) else None
        return state

    def is_current_or_of_this_request(state):
        is_of_this_request = getattr(here, "state", None) is state and state.is_valid_by_clock()
        return is_of_this_request or is_current(state)

    monkeypatch.setattr(cache_tags, "_read", read_and_keep)
    monkeypatch.setattr(CacheState, "is_current", is_current_or_of_this_request)
    request_started.connect(begin)
    request_finished.connect(end)
    yield
    request_started.disconnect(begin)
    request_finished.disconnect(end)


_empty_the_database = TransactionTestCase._fixture_teardown


def _empty_the_database_without_triggers(self):
    """Editions refuse to be deleted; the post_migrate that ends the emptying puts the triggers back."""
    for alias in self._databases_names(include_mirrors=False):
        drop_triggers(connections[alias])
    _empty_the_database(self)


TransactionTestCase._fixture_teardown = _empty_the_database_without_triggers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The test database begins as a copy of the one that is migrated once for a run; nothing is left to migrate in it."""
    url = migrated_once(settings.DATABASES["default"])
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = url.rpartition("/")[2]
        yield
    else:
        name = connection.creation._get_test_db_name()
        with closing(Database.connect(name, uri=True)) as in_memory:  # there as long as somebody has it open
            with closing(Database.connect(url.removeprefix("sqlite:///"))) as migrated:
                migrated.backup(in_memory)
            yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end, threads of tests may still hold connections: PostgreSQL would not let the database go."""
    yield
    with django_db_blocker.unblock():
        for connection in connections.all(initialized_only=True):
            if connection.vendor == "postgresql":
                connection.close_pool()
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )


@pytest.fixture(scope="module")
def written_once(django_db_setup, django_db_blocker):
    """For fixtures of a module: what they write is there for each of its tests, and is rolled back after the last.

    What a test changes is rolled back after the test. None of them may have `transaction=True`.
    """
    around = transaction.atomic()
    around._from_testcase = True  # durable blocks may be within it, as within the transaction of a test
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


# The live site


@pytest.fixture(scope="session")
def live_site():
    """The real site in its own processes, shared by all who only look (see tests/live_site.py)."""
    with open_site(settings.DATABASES["default"]) as site:
        yield site


@pytest.fixture
def new_live_site():
    """new_live_site(**environment): a context manager, for tests that need a site to themselves."""

    def new(**options):
        return open_site(settings.DATABASES["default"], **options)

    return new


# The browser

CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def _miss(sentence):
    """A missing part of the machine: a failure where everything must be there, a skip elsewhere."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium, as Playwright's Browser."""
    from playwright.sync_api import sync_playwright

    path = headless_shell_path() or chromium_path()
    if path is None:
        _miss("No Chromium on this machine: install the Debian package chromium-headless-shell.")
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Complaints(list):
    """What a browser complained of: console errors, uncaught errors, refusals of the CSP, foreign addresses.

    Each is a failure of the test, unless it said `complaints.expect("part of the sentence")`.
    """

    def __init__(self):
        super().__init__()
        self._expected = []

    def expect(self, pattern):
        self._expected.append(pattern)

    def unexpected(self):
        return [said for said in self if not any(re.search(pattern, said) for pattern in self._expected)]


@pytest.fixture
def complaints():
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected() == []


@pytest.fixture
def new_page(chromium, live_site, complaints):
    """new_page(**options of a Playwright context): a page of a browser nobody has used, at home on the live site."""
    contexts = []

    def new(*, site=live_site, **options):
        context = chromium.new_context(**{"base_url": site.url, "locale": "en-GB"} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(_told(message)))
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        page.on("request", lambda request: _notice_foreign(request.url, site.url, complaints))
        return page

    yield new
    for context in contexts:
        context.close()


def _told(message):
    return f"{message.text} ({message.location['url']})"


def _notice_foreign(url, home, complaints):
    if not url.startswith((f"{home}/", "data:", "blob:", "about:")):
        complaints.append(f"asked a foreign address: {url}")


@pytest.fixture
def page(new_page):
    return new_page()
