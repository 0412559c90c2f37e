import datetime
import zoneinfo

import pytest
from django.utils import translation

from events.happening import Happening, next_change
from events.models import Event
from tests.factories import make_event, publish_now
from thinktank.delivery.models import Deadline

SAMARKAND = zoneinfo.ZoneInfo("Asia/Samarkand")
HOUR = datetime.timedelta(hours=1)
BEGINS, ENDS = (datetime.datetime(2030, 6, 1, hour, tzinfo=SAMARKAND) for hour in (15, 17))
MIDNIGHT = datetime.datetime(2030, 6, 2, tzinfo=SAMARKAND)
A_MOMENT = datetime.timedelta(microseconds=1)


def facts(**other):
    utc = {
        name: value and value.astimezone(datetime.UTC).isoformat()
        for name, value in ({"starts_at": BEGINS, "ends_at": ENDS} | other).items()
        if name in ("starts_at", "ends_at")
    }
    usual = {"time_zone": "Asia/Samarkand", "is_all_day": False, "format": "hybrid", "status": "scheduled"}
    return usual | other | utc


def words(at, **other):
    with translation.override("en"):
        return str(Happening(facts(**other), at).words)


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        ({}, {BEGINS: ("Upcoming", "Now on"), ENDS: ("Now on", "Past event")}),
        ({"status": "moved_online"}, {BEGINS: ("Upcoming", "Now on"), ENDS: ("Now on", "Past event")}),
        ({"ends_at": None}, {BEGINS: ("Upcoming", "Today"), MIDNIGHT: ("Today", "Past event")}),
        ({"is_all_day": True}, {BEGINS: ("Upcoming", "Today"), MIDNIGHT: ("Today", "Past event")}),
        ({"status": "cancelled"}, {BEGINS: ("", ""), ENDS: ("", "")}),
        ({"status": "postponed"}, {BEGINS: ("", ""), ENDS: ("", "")}),
    ],
)
def test_a_page_changes_at_the_moments_foretold_and_at_no_other(other, changes):
    at, foretold = BEGINS - 100 * HOUR, []
    while (at := next_change(facts(**other), at)) is not None:
        foretold.append(at)
    assert foretold == list(changes)
    assert {at: (words(at - A_MOMENT, **other), words(at, **other)) for at in foretold} == changes


@pytest.mark.django_db
def test_no_kept_page_outlives_the_beginning_or_the_end_of_an_event():
    event = make_event()
    publish_now(event, "en")
    assert {event.starts_at, event.ends_at} <= set(Deadline.objects.values_list("at", flat=True))


def test_every_kind_of_publication_can_be_asked_when_its_page_changes():
    assert Event.next_change(facts(), BEGINS) == ENDS
    assert super(Event, Event).next_change({}, BEGINS) is None


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Europe/Moscow", "UTC+3"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC−2:30"),
        ("America/New_York", "UTC−4"),
        ("UTC", "UTC"),
    ],
)
def test_the_clock_of_the_place_is_told_against_universal_time(zone, offset):
    assert Happening(facts(time_zone=zone), BEGINS).offset == offset
