"""Events before, during and after their time, in every list."""

import datetime
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone
from lxml import html

from events.models import Occasion
from events.publication_type import EVENTS
from tests.factories import make_article, make_event, make_expert, make_project, make_topic, publish_now
from thinktank.printing.pdf import document_html
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.models import Relation

pytestmark = pytest.mark.django_db
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
LONG = {"Exhibition": (-400, 10), "Course": (-32, 3), "School": (-9, 2), "Conference": (-1, 1)}


def publish(title, starts, ends, **fields):
    """Both in days from now; `ends` None for an event without an end."""
    now = timezone.now()
    moments = {"starts_at": now + starts * DAY, "ends_at": None if ends is None else now + ends * DAY}
    event = make_event(title_en=title, **moments | fields)
    publish_now(event, "en")
    return event


def titles(page, xpath):
    return [title.text_content() for title in page.xpath(f"{xpath}//*[@class='card-title' or self::h3]")]


def look(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content)


def text_of(page):
    return " ".join(page.text_content().split())


def test_an_event_that_is_on_comes_first_in_every_list_however_long_ago_it_began(client):
    publish("Tomorrow", 1, 1.1)
    for title, days in LONG.items():
        publish(title, *days)
    publish("Waiting", 0.5, None, status="postponed")
    publish("Gone", -1, -0.5)
    page = look(client, "/en/events/")
    assert titles(page, "//ul[@class='upcoming']") == [*LONG, "Tomorrow", "Waiting"]
    assert titles(page, "//section[@aria-labelledby='past']") == ["Gone"]
    home = look(client, "/en/")
    assert titles(home, "//ul[@class='upcoming']") == [*LONG, "Tomorrow"]
    assert [link.text for link in home.xpath("//*[contains(@class, 'front-recent')]//a")] == ["Gone"]


def test_cards_timelines_and_the_archive_say_that_an_event_is_on_and_until_when(client):
    topic, project, expert = make_topic(), make_project(), make_expert()
    now = timezone.now()
    event = make_event(title_en="Exhibition", starts_at=now - 40 * DAY, ends_at=now + 10 * DAY)
    event.topics.add(topic)
    event.projects.add(project)
    event.contributions.create(expert=expert, name_en="Anna")
    about = make_article(title_en="On it")
    publish_now(event, "en")
    Relation.objects.create(source_id=about.pk, target_id=event.pk, role="reports_on")
    publish_now(about, "en")
    begun = timezone.localdate(event.starts_at)
    paths = [
        topic.path_in("en"), project.path_in("en"), expert.path_in("en"),
        about.editions.get().get_absolute_url(), f"/en/archive/{begun.year}/{begun.month:02}/",
    ]  # fmt: skip
    last = timezone.localtime(event.ends_at)
    until = f"until {last.day} {last:%B %Y}"
    assert {path: until in text_of(look(client, path)) for path in paths} == dict.fromkeys(paths, True)
    assert "Exhibition" in text_of(
        look(client, project.path_in("en")).xpath("//*[@aria-labelledby='upcoming']")[0]
    )


def test_an_hour_shown_with_now_on_is_not_repeated_below(client):
    noon = datetime.datetime(2040, 6, 1, 12, tzinfo=datetime.UTC)
    publish_now(make_event(time_zone="UTC", starts_at=noon, ends_at=noon + 3 * HOUR), "en")
    for at in (noon - HOUR, noon + HOUR):
        with time_machine.travel(at, tick=False):
            assert text_of(look(client, "/en/events/")).count("15:00") == 1


def test_a_timeline_shows_what_is_on_first_even_when_it_began_before_everything_else_on_the_page(
    client, monkeypatch
):
    monkeypatch.setattr("thinktank.pages.views.terms.ON_A_TIMELINE", 2)
    project = make_project(slug_en="rivers")
    for title, starts, ends in (("Old", -30, 5), ("Later", -4, -3), ("Last", -2, -1), ("Next", 2, 3)):
        event = make_event(
            title_en=title, starts_at=timezone.now() + starts * DAY, ends_at=timezone.now() + ends * DAY
        )
        event.projects.add(project)
        publish_now(event, "en")
    page = look(client, "/en/projects/rivers/")
    assert titles(page, "//*[@aria-labelledby='upcoming']") == ["Old", "Next"]
    assert titles(page, "//*[starts-with(@aria-labelledby, 'year-')]") == ["Last"]


def test_a_cached_list_changes_at_the_moment_an_event_begins_and_ends(client, page_cache):
    event = publish("Talk", 1, 2)
    found = {}
    before = event.starts_at - datetime.timedelta(seconds=2)
    with time_machine.travel(before, tick=False) as clock:
        for moment in (before, event.starts_at, event.ends_at):
            clock.move_to(moment)
            text = text_of(look(client, "/en/events/"))
            found[moment] = ("Now on" in text, "Coming up" in text)
    assert list(found.values()) == [(False, True), (True, True), (False, False)]


VOID = "2 March 2031"


def test_no_list_and_no_head_shows_the_day_of_a_postponed_event(client):
    topic = make_topic()
    starts = datetime.datetime(2031, 3, 2, 12, tzinfo=datetime.UTC)
    event = make_event(title_en="Talk", status="postponed", starts_at=starts, ends_at=None, slug_en="talk")
    for day in range(2):
        event.sessions.create(title_en="Opening", title_ru="Открытие", starts_at=starts + day * DAY)
    event.topics.add(topic)
    about = make_article()
    publish_now(event, "en")
    Relation.objects.create(source_id=about.pk, target_id=event.pk, role="reports_on")
    publish_now(about, "en")
    for path in ("/en/events/", "/en/", topic.path_in("en"), about.editions.get().get_absolute_url()):
        text = text_of(look(client, path))
        assert ("Postponed" in text, VOID in text, "2031" in text) == (True, False, False), path
    for path in ("/en/events/talk/", "/en/events/talk/print/"):
        page = look(client, path)
        days = page.xpath("//*[contains(., '2031')][not(*[contains(., '2031')])]/ancestor-or-self::s")
        held = [found for found in page.xpath("//time/@datetime") if "2031" in found]
        assert (bool(days), held) == (True, [])
        assert page.findtext(".//title").startswith("Postponed: Talk")
    [described] = page.xpath("//meta[@name='description']/@content")
    assert described.startswith("Postponed. ")
    paper = html.fromstring(document_html(event.editions.get()))
    assert [found for found in paper.xpath("//time/@datetime | //meta/@content") if "2031" in found] == []
    assert paper.findtext(".//title") == "Postponed: Talk"


def test_an_older_edition_does_not_tell_a_day_that_no_longer_holds(client):
    starts = datetime.datetime(2031, 3, 2, 12, tzinfo=datetime.UTC)
    event = make_event(
        title_en="Talk", starts_at=starts, ends_at=None, slug_en="talk", registration_url="https://x.org/"
    )
    publish_now(event, "en")
    publish_now(event, "en", note="A word.")
    assert not {"Upcoming", "Register"} & set(text_of(look(client, "/en/events/talk/editions/1/")).split())
    for change, said in (
        ({"status": "postponed"}, "Postponed"),
        ({"status": "rescheduled", "starts_at": starts + 30 * DAY}, "Moved to 1 April 2031"),
    ):
        for name, value in change.items():
            setattr(event, name, value)
        event.save()
        publish_now(event, "en")
        page = look(client, "/en/events/talk/editions/1/")
        assert page.findtext(".//title").startswith(f"{said}: Talk")
        assert [found for found in page.xpath("//time/@datetime") if "2031" in found] == []
        assert "Register" not in text_of(page)


def test_an_event_that_is_over_in_its_own_zone_is_past_on_a_timeline(client):
    tokyo = datetime.timezone(9 * HOUR)
    starts = datetime.datetime(2030, 3, 2, 0, 30, tzinfo=tokyo)
    event = make_event(title_en="Talk", starts_at=starts, ends_at=starts + HOUR, time_zone="Asia/Tokyo")
    event.projects.add(make_project(slug_en="rivers"))
    publish_now(event, "en")
    with time_machine.travel(starts + 2 * HOUR, tick=False):
        page = look(client, "/en/projects/rivers/")
    assert titles(page, "//*[starts-with(@aria-labelledby, 'year-')]") == ["Talk"]


def test_many_events_that_were_called_off_hide_none_that_took_place_or_will(client):
    publish("Last", -40, -39)
    for n in range(12):
        publish(f"Off {n}", -20 + n, -19 + n, status="cancelled")
    home = look(client, "/en/")
    assert [link.text for link in home.xpath("//*[contains(@class, 'front-recent')]//a")] == ["Last"]


def test_a_picture_for_sharing_names_no_day_that_does_not_hold():
    starts = datetime.datetime(2031, 3, 2, 12, tzinfo=datetime.UTC)
    postponed, moved = (
        make_event(status=status, starts_at=starts, ends_at=starts + DAY)
        for status in ("postponed", "rescheduled")
    )
    lines = [EVENTS.day_in_words(publish_now(event, "en")[0]) for event in (postponed, moved)]
    assert lines == ["Postponed", "2–3 March 2031"]


def test_events_published_before_there_were_occasions_are_found_after_migrating(client):
    publish("Exhibition", -400, 10)
    Occasion.objects.all().delete()
    import_module("events.migrations.0005_occasions").enter_published_events(apps, None)
    assert titles(look(client, "/en/events/"), "//ul[@class='upcoming']") == ["Exhibition"]


def test_an_erased_event_leaves_no_moment_behind():
    event = publish("Talk", 1, 2)
    edition = event.editions.get()
    erase(edition, "A court order.", by=None)
    edition.refresh_from_db()
    assert not hasattr(edition, "occasion")
