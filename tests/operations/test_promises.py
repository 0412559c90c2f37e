"""The process that runs the tasks deletes data whose retention period has ended, on disk and in tables."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.factories import make_edition
from tests.polls.making import Reader, close, make_poll
from tests.ratings.test_views import Reader as Rater
from thinktank.operations import promises, work
from thinktank.readers.models import AbuseWindow
from thinktank.readers.networks import SALT_SERVES

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.PEPPER_DIR, settings.DAY_SALT_DIR = tmp_path / "peppers", tmp_path / "salts"
    return tmp_path


@pytest.fixture
def move_the_clock(monkeypatch):
    def move(by):
        moment = timezone.now() + by
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(promises, "_kept_at", None)

    return move


def secrets_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def use_the_site():
    """A vote in a poll that then closes, a rating and a sign-in."""
    poll, edition = make_poll(), make_edition()
    assert Reader().vote(poll, 1).status_code == 201
    assert Rater(edition).rate(5).status_code == 201
    Client().force_login(User.objects.create_user("editor"))
    close(poll)
    return poll, edition


def test_the_tick_destroys_all_that_was_promised_in_its_time(folders, move_the_clock):
    an_hour_ago = (
        timezone.now() - SALT_SERVES
    )  # just after midnight the rate limits still count by yesterday's salt
    poll, edition = use_the_site()
    keys = [f"peppers/polls/{poll.uid}", f"peppers/ratings/{edition.publication_uid}"]
    *kept, todays = secrets_in(folders)
    days = [f"salts/{at.astimezone(datetime.UTC).date().isoformat()}" for at in (an_hour_ago, timezone.now())]
    assert todays == days[1]
    assert kept in (keys, [*keys, days[0]])

    move_the_clock(2 * DAY)
    work.tick()
    assert (secrets_in(folders), AbuseWindow.objects.count()) == (keys, 0)

    move_the_clock(29 * DAY)
    work.tick()
    assert secrets_in(folders) == keys[1:]
    assert Session.objects.count() == 0

    move_the_clock(370 * DAY)
    work.tick()
    assert secrets_in(folders) == []


def test_what_was_missed_for_years_is_caught_up_at_once(folders, move_the_clock):
    use_the_site()
    move_the_clock(2000 * DAY)

    call_command("work", once=True)

    assert secrets_in(folders) == []
    assert (AbuseWindow.objects.count(), Session.objects.count()) == (0, 0)


def test_one_that_fails_is_told_of_and_does_not_keep_the_others(folders, move_the_clock, monkeypatch, caplog):
    def keys_under_lock(at):
        raise PermissionError("no")

    use_the_site()
    monkeypatch.setattr(promises, "PROMISES", [keys_under_lock, *promises.PROMISES[1:]])
    move_the_clock(500 * DAY)
    work.tick()

    assert [path.split("/")[:2] for path in secrets_in(folders)] == [["peppers", "polls"]]
    assert "keys under lock" in caplog.text


def test_they_are_kept_every_few_minutes_and_not_at_every_tick(monkeypatch):
    kept = []
    monkeypatch.setattr(promises, "PROMISES", [kept.append])
    monkeypatch.setattr(promises, "_kept_at", None)
    for seconds in (0, 10, promises.EVERY - 1, promises.EVERY + 1):
        monkeypatch.setattr(promises.time, "monotonic", lambda moment=seconds: moment)
        promises.keep_promises_when_due()

    assert len(kept) == 2
