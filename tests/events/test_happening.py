import datetime
import zoneinfo

import pytest
from django.utils import translation

from events.happening import Happening, next_change
from events.models import Event
from tests.factories import make_event, publish_now
from thinktank.delivery.models import Expiry

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
        ({"status": "postponed"}, {ENDS + datetime.timedelta(days=365): ("", "")}),
        (
            {"ends_at": ENDS + 48 * HOUR},
            {
                BEGINS: ("Upcoming", "Now on"),
                MIDNIGHT + 24 * HOUR: ("Now on", "Now on"),
                ENDS + 48 * HOUR: ("Now on", "Past event"),
            },
        ),
    ],
)
def test_a_page_changes_at_the_moments_foretold_and_at_no_other(other, changes):
    at, foretold = BEGINS - 100 * HOUR, []
    while (at := next_change(facts(**other), at)) is not None:
        foretold.append(at)
    assert foretold == list(changes)
    assert {at: (words(at - A_MOMENT, **other), words(at, **other)) for at in foretold} == changes


NIGHT = MIDNIGHT
LATER = {"ends_at": ENDS + 24 * 8 * HOUR}
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("language", "other", "days", "hours"),
    [
        ("en", {}, "1 June 2030", "15:00–17:00 Samarkand time (UTC+5)"),
        ("ru", {}, "1\xa0июня 2030", "15:00–17:00 по времени Самарканда (UTC+5)"),
        ("ru", {"time_zone": "Asia/Irkutsk"}, "1\xa0июня 2030", "18:00–20:00 по времени Иркутска (UTC+8)"),
        ("en", {"ends_at": None}, "1 June 2030", "15:00 Samarkand time (UTC+5)"),
        ("en", {"ends_at": NIGHT}, "1 June 2030", "15:00–00:00 Samarkand time (UTC+5)"),
        ("en", LATER | {"is_all_day": True}, "1–9 June 2030", ""),
        ("ru", LATER | {"is_all_day": True}, "1–9\xa0июня 2030", ""),
        (
            "en",
            LATER | {"time_zone": "Antarctica/South_Pole"},
            "1–9 June 2030",
            "from 22:00 on the first day to 00:00 on the last, local time in South Pole (UTC+12)",
        ),
    ],
)
def test_days_and_hours_are_shown_with_the_name_of_their_zone(language, other, days, hours):
    with translation.override(language):
        event = Happening(facts(**other), BEGINS)
        assert (event.days, event.hours) == (days, hours)


def test_a_change_of_clocks_while_it_lasts_is_told():
    begins = datetime.datetime(2030, 10, 26, 10, tzinfo=BERLIN)
    other = {
        "starts_at": begins,
        "ends_at": begins + datetime.timedelta(days=2),
        "time_zone": "Europe/Berlin",
    }
    with translation.override("en"):
        assert Happening(facts(**other), begins).clock == "Berlin time (UTC+2, at the end UTC+1)"


@pytest.mark.parametrize(
    ("other", "at", "until"),
    [
        ({}, BEGINS - A_MOMENT, ""),
        ({}, BEGINS, "until 17:00 Samarkand time (UTC+5)"),
        (LATER, BEGINS, "until 9 June 2030"),
        (LATER, MIDNIGHT + 7 * 24 * HOUR, "until 17:00 Samarkand time (UTC+5)"),
        (LATER | {"is_all_day": True}, MIDNIGHT + 7 * 24 * HOUR, ""),
        ({"ends_at": None}, BEGINS, ""),
        ({"status": "postponed"}, BEGINS, ""),
    ],
)
def test_an_event_that_is_on_says_until_when(other, at, until):
    with translation.override("en"):
        assert Happening(facts(**other), at).until == until


@pytest.mark.parametrize(
    ("language", "status", "notice"),
    [
        ("en", "rescheduled", "Moved to 1 June 2030"),
        ("ru", "rescheduled", "Перенесено на 1\xa0июня 2030 года"),
        ("ru", "postponed", "Отложено"),
        ("ru", "cancelled", "Отменено"),
    ],
)
def test_a_notice_names_what_has_changed(language, status, notice):
    with translation.override(language):
        assert str(Happening(facts(status=status), BEGINS).notice) == notice


@pytest.mark.django_db
def test_no_cached_page_outlives_the_beginning_or_the_end_of_an_event():
    event = make_event()
    publish_now(event, "en")
    assert {event.starts_at, event.ends_at} <= set(Expiry.objects.values_list("at", flat=True))


def test_every_kind_of_publication_tells_when_its_page_changes():
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
def test_local_time_is_shown_with_its_offset_from_utc(zone, offset):
    assert Happening(facts(time_zone=zone), BEGINS).offset == offset
