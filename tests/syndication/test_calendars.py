"""Calendars of events, as an outside reader of RFC 5545 reads them."""

import datetime
import zoneinfo

import icalendar
import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.choices import EventStatus
from tests.factories import (
    MOSCOW,
    make_edition,
    make_event,
    make_image,
    make_project,
    make_topic,
    publish_now,
)
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.revisions.save import save_revision
from thinktank.syndication.calendars.zones import definition_of

pytestmark = pytest.mark.django_db


def calendar_at(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75  # octets, RFC 5545, 3.1
    return icalendar.Calendar.from_ical(response.content)


def event_at(client, path):
    [event] = calendar_at(client, path).walk("VEVENT")
    assert event.errors == []
    return event


def change(event, **fields):
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()
    return publish_now(event, "en")


def test_an_event_has_its_words_its_times_and_its_page(client):
    SiteSettings(name_en="Hive").save()
    event = make_event(
        title_en="Bees, wasps; and “hornets”",
        slug_en="bees",
        place_en="Small hall",
        attendance_en="Come early.",
        stream_url="https://example.org/live",
        cover=make_image(),
    )
    [edition] = publish_now(event, "en")
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        read = event_at(client, "/en/events/bees/event.ics")

    assert read["UID"] == str(event.uid)
    assert (read["SUMMARY"], read["SUMMARY"].params["LANGUAGE"]) == (edition.title, "en")
    assert read["DTSTART"].dt == datetime.datetime(2030, 3, 1, 15, tzinfo=MOSCOW)
    assert read["DTEND"].dt - read["DTSTART"].dt == datetime.timedelta(hours=2)
    assert read["DTSTART"].params["TZID"] == "Europe/Moscow"
    assert read["LOCATION"] == "Small hall"
    assert read["URL"] == "http://testserver/en/events/bees/"
    assert read["DESCRIPTION"].split("\n\n")[1:] == ["Come early.", read["URL"]]
    assert (read["STATUS"], read["SEQUENCE"], read["TRANSP"]) == ("CONFIRMED", 0, "OPAQUE")
    assert read["CONFERENCE"] == "https://example.org/live"
    assert read["IMAGE"].startswith("http://testserver/media/r/")
    assert (read["ORGANIZER"], read["ORGANIZER"].params["CN"]) == ("http://testserver/en/", "Hive")
    moment = edition.live_from.replace(microsecond=0)
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == read["CREATED"].dt == moment


def test_days_without_hours_are_dates_and_the_end_is_the_day_after(client):
    starts = datetime.datetime(2030, 3, 1, tzinfo=MOSCOW)
    days = {"starts_at": starts, "ends_at": starts + datetime.timedelta(days=2, hours=1), "is_all_day": True}
    make_edition(make=make_event, slug_en="school", **days)
    read = event_at(client, "/en/events/school/event.ics")
    assert (read["DTSTART"].dt, read["DTEND"].dt) == (datetime.date(2030, 3, 1), datetime.date(2030, 3, 4))


@pytest.mark.parametrize("minutes", [-90, -30, 30, 90])
def test_no_hour_that_clocks_show_twice_is_taken_for_the_other(client, minutes):
    """Summer time ends in Berlin on 27 October 2030 at 01:00 UTC."""
    ends = datetime.datetime(2030, 10, 27, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minutes)
    times = {
        "starts_at": ends - datetime.timedelta(minutes=45),
        "ends_at": ends,
        "time_zone": "Europe/Berlin",
    }
    make_edition(make=make_event, slug_en="night", **times)
    read = event_at(client, "/en/events/night/event.ics")
    told = [read[name].dt.replace(fold=0).astimezone(datetime.UTC) for name in ("DTSTART", "DTEND")]
    assert told == [times["starts_at"], ends]


def test_a_change_of_time_raises_the_sequence_in_every_language_and_keeps_the_uid(client):
    event = make_event(slug_en="e", slug_ru="e")
    publish_now(event, "en", "ru")
    first = event_at(client, "/en/events/e/event.ics")
    change(event, starts_at=event.starts_at + datetime.timedelta(hours=1), status=EventStatus.RESCHEDULED)
    for language in ("en", "ru"):
        read = event_at(client, f"/{language}/events/e/event.ics")
        assert (read["UID"], read["SEQUENCE"], read["STATUS"]) == (first["UID"], 1, "CONFIRMED")
        assert read["DTSTAMP"].dt >= first["DTSTAMP"].dt


def test_a_cancelled_event_stays_and_a_postponed_one_says_so(client):
    cancelled = make_event(title_en="One", slug_en="one")
    publish_now(cancelled, "en")
    change(cancelled, status=EventStatus.CANCELLED)
    publish_now(make_event(title_en="Two", slug_en="two", status=EventStatus.POSTPONED), "en")
    read = {str(event["SUMMARY"]): event for event in calendar_at(client, "/en/events.ics").walk("VEVENT")}
    assert {name: (str(event["STATUS"]), event["SEQUENCE"]) for name, event in read.items()} == {
        "Cancelled: One": ("CANCELLED", 1),
        "Postponed: Two": ("TENTATIVE", 0),
    }
    assert {str(event["TRANSP"]) for event in read.values()} == {"TRANSPARENT"}


def test_the_broadcast_is_told_until_the_event_is_over(client):
    make_edition(make=make_event, slug_en="e", stream_url="https://example.org/live")
    with time_machine.travel(datetime.datetime(2030, 3, 1, 17, 1, tzinfo=MOSCOW)):
        read = event_at(client, "/en/events/e/event.ics")
    assert "CONFERENCE" not in read


def test_calendars_have_live_events_of_their_language_topic_and_project(client):
    topic, project = make_topic(slug_en="water"), make_project(slug_en="rivers")
    for name in ("plain", "topical", "projected", "gone", "both"):
        event = make_event(title_en=name, slug_en=name, slug_ru=name)
        if name in ("topical", "gone"):
            event.topics.add(topic)
        if name == "projected":
            event.projects.add(project)
        publish_now(event, *(("en", "ru") if name == "both" else ("en",)))
        if name == "gone":
            withdraw(event, "en", public_note="Gone.", now=timezone.now())
    save_revision(make_event(title_en="draft"), by=None)
    coming = make_event(title_en="scheduled", slug_en="scheduled")
    save_revision(coming, by=None)
    publish(coming, ["en"], by=None, at=timezone.now() + datetime.timedelta(days=1))

    def names(path):
        return {str(event["SUMMARY"]) for event in calendar_at(client, path).walk("VEVENT")}

    assert names("/en/events.ics") == {"plain", "topical", "projected", "both"}
    assert len(calendar_at(client, "/ru/events.ics").walk("VEVENT")) == 1
    assert names("/en/topics/water/events.ics") == {"topical"}
    assert names("/en/projects/rivers/events.ics") == {"projected"}
    assert client.get("/en/events/gone/event.ics").status_code == 410
    assert client.get("/en/events/scheduled/event.ics").status_code == 404
    assert client.get("/ru/events/plain/event.ics").status_code == 404
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, seconds=1)):
        assert "scheduled" in names("/en/events.ics")


def test_old_addresses_lead_to_the_new_ones(client):
    event, topic = make_event(slug_en="old"), make_topic(slug_en="old")
    publish_now(event, "en")
    change(event, slug_en="new")
    topic.slug_en = "new"
    topic.save()
    assert client.get("/en/events/old/event.ics")["Location"] == "/en/events/new/event.ics"
    assert client.get("/en/topics/old/events.ics")["Location"] == "/en/topics/new/events.ics"


def test_an_unchanged_calendar_is_not_sent_again(client, page_cache):
    event = make_event(slug_en="e")
    publish_now(event, "en")
    for path in ("/en/events.ics", "/en/events/e/event.ics"):
        known = client.get(path)["ETag"]
        page_cache.clear()
        assert client.get(path, headers={"If-None-Match": known}).status_code == 304
        change(event, place_en=f"Another place than {path}")
        assert client.get(path, headers={"If-None-Match": known}).status_code == 200


def test_costs_the_same_for_one_event_and_for_many(client, frozen_cache_state):
    def queries():
        caches["pages"].clear()
        SharedValue.forget_all()
        with CaptureQueriesContext(connection) as captured:
            calendar_at(client, "/en/events.ics")
        return len(captured)

    make_edition(make=make_event)
    calendar_at(client, "/en/events.ics")
    one = queries()
    for _number in range(4):
        make_edition(make=make_event)
    assert queries() == one
    assert one <= 6


# Summer by rules, by Ramadan, ended for good, with half hours, and the other way round
ZONES = [
    "Europe/Berlin",
    "Africa/Casablanca",
    "Europe/Moscow",
    "Asia/Tehran",
    "Australia/Sydney",
    "Europe/Dublin",
]


@pytest.mark.parametrize("key", ZONES)
def test_the_definition_of_a_zone_says_what_the_zone_does_before_and_after_every_change(key):
    zone, offset = zoneinfo.ZoneInfo(key), datetime.timedelta
    changes = sorted(changes_in(definition_of(key)))
    for moment, before, after in changes:
        assert moment.astimezone(zone).utcoffset() == after, moment
        assert (moment - offset(seconds=1)).astimezone(zone).utcoffset() == before, moment
    told = {moment: after for moment, _before, after in changes}
    now = min(told)
    for day in range(50 * 365):
        noon = datetime.datetime(2005, 1, 1, 12, tzinfo=datetime.UTC) + offset(days=day)
        now = max((moment for moment in told if now <= moment <= noon), default=now)
        assert noon.astimezone(zone).utcoffset() == told[now], noon
        told = {moment: after for moment, after in told.items() if moment >= now}


def changes_in(definition):
    """(moment, offset before, offset after) as RFC 5545, 3.6.5, reads it: clocks show what they did before."""
    read = icalendar.Timezone.from_ical(definition.to_ical())
    for observance in read.subcomponents:
        before, after = observance["TZOFFSETFROM"].td, observance["TZOFFSETTO"].td
        further = [each.dt for each in observance["RDATE"].dts] if "RDATE" in observance else []
        for clock in [observance["DTSTART"].dt, *further]:
            yield (clock - before).replace(tzinfo=datetime.UTC), before, after


def test_the_calendar_names_every_zone_of_its_events(client):
    for zone in ("Europe/Moscow", "Asia/Almaty", "UTC"):
        make_edition(make=make_event, time_zone=zone)
    read = calendar_at(client, "/en/events.ics")
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Asia/Almaty", "Europe/Moscow"]
