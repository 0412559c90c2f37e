import datetime

import pytest
from django.test import Client

from events.models import Event
from tests.desk.desk import fill_in, page, save
from tests.desk.posting import add_row, text_of
from tests.factories import make_editor, make_event

ADD = "/admin/events/event/add/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    client = Client()
    client.force_login(make_editor())
    return client


def add(client, **typed):
    values = {"title_en": "Talk", "starts_at": "2030-07-01T15:00", "_continue": "1"} | typed
    return client.post(ADD, fill_in(client, ADD, **values))


def test_times_are_read_as_local_times_of_the_chosen_zone(desk):
    add(desk, time_zone="America/New_York", ends_at="2030-07-01T17:30")
    event = Event.objects.get()
    assert event.starts_at == datetime.datetime(2030, 7, 1, 19, tzinfo=datetime.UTC)
    assert event.ends_at == datetime.datetime(2030, 7, 1, 21, 30, tzinfo=datetime.UTC)


def test_times_are_shown_as_local_times_of_the_events_zone(desk):
    event = make_event(
        starts_at=datetime.datetime(2030, 7, 1, 19, tzinfo=datetime.UTC),
        ends_at=None,
        time_zone="America/New_York",
    )
    assert fill_in(desk, page(event, "change"))["starts_at"] == "2030-07-01T15:00"


def test_saving_an_event_unchanged_moves_no_time(desk):
    event = make_event(time_zone="Asia/Tokyo")
    save(desk, event)
    after = Event.objects.get()
    assert (after.starts_at, after.ends_at, after.time_zone) == (event.starts_at, event.ends_at, "Asia/Tokyo")


def test_a_whole_day_may_end_where_it_starts(desk):
    for ends in ("2030-07-01T15:00", "2030-07-01T00:00"):
        assert add(desk, is_all_day="on", ends_at=ends).status_code == 302
    assert list(Event.objects.values_list("ends_at", flat=True)) == [None, None]


def test_the_sites_own_zone_is_offered_first(desk):
    assert fill_in(desk, ADD)["time_zone"] == "Europe/Moscow"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ends_at": "2030-07-01T14:00"}, "The end is before the start."),
        ({"starts_at": ""}, "This field is required."),
        ({"starts_at": "tomorrow"}, "Enter a valid date/time."),
        ({"starts_at": "9999-12-31T23:59"}, "Check the year."),
        ({"starts_at": "0001-01-01T00:00"}, "Check the year."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
        (
            {"starts_at": "2030-03-31T02:30", "time_zone": "Europe/Berlin"},
            "That time does not exist on that day",
        ),
        ({"recording_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_impossible_times_and_addresses_are_refused_with_a_sentence(desk, typed, sentence):
    response = add(desk, **typed)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Event.objects.exists()


def test_sessions_keep_their_hours_when_the_event_moves_to_another_zone(desk):
    event = make_event(time_zone="Europe/Moscow")
    address = page(event, "change")
    typed = fill_in(desk, address, _continue="1")
    add_row(typed, "sessions", starts_at="2030-03-01T15:30", title_en="Opening", title_ru="Открытие")
    desk.post(address, typed)
    session = event.sessions.get()
    assert session.starts_at == datetime.datetime(2030, 3, 1, 12, 30, tzinfo=datetime.UTC)
    assert fill_in(desk, address)["sessions-0-starts_at"] == "2030-03-01T15:30"
    save(desk, event, time_zone="Asia/Almaty")
    session.refresh_from_db()
    assert session.starts_at == datetime.datetime(2030, 3, 1, 10, 30, tzinfo=datetime.UTC)
    assert fill_in(desk, address)["sessions-0-starts_at"] == "2030-03-01T15:30"


def test_a_session_at_an_impossible_time_is_refused_with_a_sentence(desk):
    event = make_event(time_zone="Europe/Berlin")
    address = page(event, "change")
    typed = fill_in(desk, address, _continue="1")
    add_row(typed, "sessions", starts_at="2030-03-31T02:30", title_en="Night watch")
    for zone, sentence in (
        ("Europe/Berlin", "That time does not exist"),
        ("Mars/Olympus", "Select a valid choice"),
    ):
        response = desk.post(address, typed | {"time_zone": zone})
        assert (response.status_code, sentence in text_of(response)) == (422, True)
    assert not event.sessions.exists()
