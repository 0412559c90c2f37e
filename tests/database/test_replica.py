"""Public pages are read from a replica that knows of all changes, everything else from the primary."""

import contextlib
import re

import psycopg
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError

from tests.factories import make_article, publish_now
from tests.live_site import open_site
from tests.polls import live
from tests.rehearsal.requests import ask
from thinktank.database import replica
from thinktank.database.replica import ALIAS, Router, read, reading_from
from thinktank.delivery.cache_tags import StillAway
from thinktank.delivery.cached_results import cached_result
from thinktank.delivery.shared_values import SharedValue
from thinktank.publishing.models import Edition

ROUTER = Router()


class Standby(replica.Replica):
    """A replica at this place of the log, as numbers; `asked` how often it was."""

    def __init__(self, at):
        super().__init__()
        self.at, self.asked = at, 0

    def _ask(self, position):
        self.asked += 1
        if self.at is None:
            raise OperationalError("gone")
        return self.at >= int(position)


@pytest.fixture
def standby(monkeypatch):
    def at(place):
        made = Standby(place)
        monkeypatch.setattr(replica, "replica", made)
        return made

    return at


def alias():
    return ROUTER.db_for_read(Edition)


def test_writes_and_migrations_go_to_the_primary_wherever_a_page_reads():
    assert alias() == DEFAULT_DB_ALIAS
    with reading_from(ALIAS):
        assert (alias(), ROUTER.db_for_write(Edition)) == (ALIAS, DEFAULT_DB_ALIAS)
        assert not ROUTER.allow_migrate(ALIAS, "publishing")
    assert alias() == DEFAULT_DB_ALIAS


@pytest.mark.parametrize(
    "place, position, where",
    [(7, "7", ALIAS), (8, "7", ALIAS), (6, "7", DEFAULT_DB_ALIAS), (None, "7", DEFAULT_DB_ALIAS)],
)
def test_a_page_is_read_from_a_replica_that_has_replayed_what_the_cache_knows(
    standby, place, position, where
):
    standby(place)
    assert read(alias, position, since=1) == where


def test_a_replica_that_fails_while_a_page_is_made_is_left_alone_and_said_so_once(standby, caplog):
    made, seen = standby(7), []

    def render():
        seen.append(alias())
        if seen[-1] == ALIAS:
            raise OperationalError("cut") from psycopg.OperationalError("cut")
        return "page"

    assert [read(render, "7", since) for since in (1, 2, 3)] == ["page"] * 3
    assert seen == [ALIAS, *[DEFAULT_DB_ALIAS] * 3]
    assert caplog.text.count("The replica is not read: cut") == 1
    made._ask_at = 0
    assert read(alias, "7", since=4) == ALIAS
    assert caplog.text.count("The replica is read again.") == 1


def test_what_the_site_says_of_the_primary_is_not_held_against_the_replica(standby):
    standby(7)

    def render():
        raise StillAway

    with pytest.raises(StillAway):
        read(render, "7", since=1)
    assert read(alias, "7", since=1) == ALIAS


def test_a_replica_is_asked_once_for_each_state_of_the_cache(standby):
    made = standby(7)
    for since in (1, 1, 1, 2):
        read(alias, "7", since)
    assert made.asked == 2


@pytest.mark.django_db
def test_what_is_remembered_longer_than_a_page_is_read_from_the_primary():
    shared = SharedValue(alias)
    with reading_from(ALIAS):
        found = shared(), cached_result(("where",), [], alias)
    SharedValue._all.remove(shared)
    assert found == (DEFAULT_DB_ALIAS, DEFAULT_DB_ALIAS)


@pytest.fixture
def site():
    """A site whose replica is its own database, read by connections of another name."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        pytest.skip("SQLite has no replicas")
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(open_site(settings.DATABASES["default"]))
        site.stop()
        url = site.environment["DATABASE_URL"]
        site.environment["DATABASE_REPLICA_URL"] = f"{url}?application_name=replica"
        site.start()
        yield site


def publish():
    """For `call`: the path of a new text."""
    (edition,) = publish_now(make_article(), "en")
    return edition.get_absolute_url()


def test_public_pages_are_read_from_the_replica_and_votes_from_the_primary(site):
    path, (_uid, poll) = site.call(publish), site.call(live.new_poll)
    assert ask(site.url, path).status == 200
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        asked = connection.execute(
            "SELECT application_name = 'replica', query FROM pg_stat_activity WHERE datname = current_database()"
        ).fetchall()
    of_replica = " ".join(query for is_replica, query in asked if is_replica)
    assert re.search("FROM|publishing", of_replica)
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    assert ask(site.url, f"{poll}ticket/", "POST", "{}", **headers).status == 200
