import datetime
import zoneinfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from lxml import html

from events.models import Session
from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_expert,
    make_report,
    make_topic,
    publish_now,
)
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.publishing.models import Relation

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200
    return " ".join(html.fromstring(response.content).text_content().split())


def test_shows_the_local_time_of_the_place(client):
    starts = datetime.datetime(2030, 6, 1, 12, tzinfo=datetime.UTC)
    make_edition(
        make=make_event, slug_en="launch", starts_at=starts, ends_at=starts + datetime.timedelta(hours=2),
        time_zone="Asia/Almaty", place_en="Great hall",
    )  # fmt: skip
    text = text_of(client.get("/en/events/launch/"))
    local = starts.astimezone(zoneinfo.ZoneInfo("Asia/Almaty"))
    assert f"{local:%H:%M}" in text
    assert "12:00" not in text
    assert "Great hall" in text


def test_an_event_whose_hours_are_not_known_shows_the_day_alone(client):
    day = datetime.datetime(2019, 3, 5, tzinfo=zoneinfo.ZoneInfo("Europe/Moscow"))
    make_edition(
        "ru",
        make=make_event,
        slug_ru="den",
        starts_at=day,
        ends_at=day.replace(hour=23, minute=59),
        is_all_day=True,
    )
    text = text_of(client.get("/ru/events/den/"))
    assert "5 марта 2019" in text
    assert "23:59" not in text


def test_a_cancelled_event_says_so_in_every_language(client):
    event = make_event(slug_en="off", slug_ru="otmena")
    publish_now(event, "en", "ru")
    event.status = "cancelled"
    event.body_ru = "<p>Наполовину пере</p>"
    event.save()
    publish_now(event, "en")
    assert "Cancelled" in text_of(client.get("/en/events/off/"))
    russian = text_of(client.get("/ru/events/otmena/"))
    assert "Первый абзац." in russian
    assert "Наполовину" not in russian


def test_the_list_shows_events_to_come_before_past_ones(client):
    today = datetime.datetime.now(datetime.UTC)
    for title, days in (("Next week", 7), ("Next month", 30), ("Last week", -7), ("Last month", -30)):
        starts = today + datetime.timedelta(days=days)
        make_edition(
            make=make_event, title_en=title, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1)
        )
    text = text_of(client.get("/en/events/"))
    places = [text.index(title) for title in ("Next week", "Next month", "Last week", "Last month")]
    assert places == sorted(places)


def test_every_link_of_an_event_to_come_answers(client):
    make_edition(make=make_event, slug_en="launch")
    page = html.fromstring(client.get("/en/events/launch/").content)
    paths = {link.split("#")[0] for link in page.xpath("//a/@href") if link.startswith("/")}
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


# Phases

DAY = datetime.timedelta(days=1)
LINKS = {
    "registration_url": "https://e.example/register",
    "stream_url": "https://e.example/live",
    "recording_url": "https://e.example/recording",
}


def links_at(client, moment, path):
    with time_machine.travel(moment, tick=False):
        page = html.fromstring(client.get(path).content)
    return [link for link in page.xpath("//a/@href") if link in LINKS.values()], page.text_content()


def test_each_link_is_offered_only_while_it_leads_somewhere(client):
    event = make_event(slug_en="talk", attendance_en="Bring a pass.", **LINKS)
    publish_now(event, "en")
    found = {
        name: links_at(client, moment, "/en/events/talk/")
        for name, moment in {
            "before": event.starts_at - DAY,
            "while": event.starts_at,
            "after": event.ends_at,
        }.items()
    }
    assert {name: links for name, (links, _text) in found.items()} == {
        "before": [LINKS["registration_url"], LINKS["stream_url"]],
        "while": [LINKS["stream_url"]],
        "after": [LINKS["recording_url"]],
    }
    assert "It is on now, until 17:00 Moscow time (UTC+3)." in found["while"][1]
    assert ["Bring a pass." in text for _links, text in found.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("cancelled", "This event has been cancelled."), ("postponed", "This event has been postponed.")],
)
def test_an_event_that_was_called_off_says_so_without_an_invitation(client, status, sentence):
    event = make_event(slug_en="off", status=status, attendance_en="Bring a pass.", **LINKS)
    publish_now(event, "en")
    for moment in (event.starts_at - DAY, event.starts_at, event.ends_at + DAY):
        links, text = links_at(client, moment, "/en/events/off/")
        assert (links, sentence in text, "Bring a pass." in text) == ([], True, False)
        assert not any(words in text for words in ("Now on", "Past event", "Upcoming"))


def test_the_outcome_of_an_event_comes_first_once_it_is_over(client):
    event, alike = make_event(slug_en="talk"), make_article(title_en="The suggestion")
    topic = make_topic()
    for about_it in (event, alike):
        about_it.topics.add(topic)
        publish_now(about_it, "en")
    for make, role, title in (
        (make_article, "reports_on", "The news"),
        (make_report, "result_of", "The report"),
    ):
        made = make(title_en=title)
        Relation.objects.create(source_id=made.pk, target_id=event.pk, role=role)
        publish_now(made, "en")
    earlier = make_event(title_en="The one before")
    publish_now(earlier, "en")
    Relation.objects.create(source_id=event.pk, target_id=earlier.pk, role="follows")
    for moment, outcome in ((event.starts_at, []), (event.ends_at, ["The news", "The report"])):
        with time_machine.travel(moment, tick=False):
            page = html.fromstring(client.get("/en/events/talk/").content)
        titles = page.xpath("//section[@aria-labelledby='outcome']//a/text()")
        others = page.xpath("//section[@aria-labelledby='related']//a/text()")
        assert (sorted(titles), sorted([*titles, *others])) == (
            outcome,
            ["The news", "The one before", "The report", "The suggestion"],
        )


def test_the_agenda_shows_local_times_by_day_and_links_people_who_have_a_page(client):
    event = make_event(slug_en="school", time_zone="Asia/Almaty", ends_at=None)
    expert = make_expert(family_name_en="Orlova")
    event.contributions.create(expert=expert, name_en="Anna Orlova", role="speaker")
    starts = datetime.datetime(2030, 3, 1, 9, tzinfo=zoneinfo.ZoneInfo("Asia/Almaty"))
    for position, (shift, title, speakers) in enumerate(
        [
            (datetime.timedelta(), "Opening", "Moderator: Anna Orlova, Institute\nGuest"),
            (None, "Coffee", ""),
            (DAY, "Closing", ""),
        ]
    ):
        Session.objects.create(
            event=event,
            position=position,
            title_en=title,
            speakers_en=speakers,
            starts_at=None if shift is None else starts + shift,
        )
    publish_now(event, "en")
    [agenda] = html.fromstring(client.get("/en/events/school/").content).find_class("agenda")
    text = " ".join(agenda.text_content().split())
    assert text == (
        "Agenda Friday, 1 March 09:00 Opening Moderator: Anna Orlova, InstituteGuest Coffee "
        "Saturday, 2 March 09:00 Closing All times: Almaty time (UTC+5)."
    )
    assert agenda.xpath(".//a/@href") == [expert.path_in("en")]


def test_an_edition_from_before_agendas_can_still_be_read(client):
    edition = make_edition(make=make_event, slug_en="old")
    content = edition.content
    del content["parts"]["sessions"], content["takeaways"], content["funding"]
    for name in ("attendance", "registration_url", "stream_url"):
        del content["facts"][name]
    drop_triggers(connection)
    edition.save(update_fields=["content"])
    assert "Small hall" in text_of(client.get("/en/events/old/"))


# Lists


def test_an_event_of_several_days_stays_above_until_its_last_day_is_over(client):
    now = timezone.now()
    make_edition(make=make_event, title_en="Conference", starts_at=now - DAY, ends_at=now + DAY)
    make_edition(make=make_event, title_en="Morning talk", starts_at=now - 2 * DAY, ends_at=now - DAY)
    page = html.fromstring(client.get("/en/events/").content)
    [upcoming] = page.find_class("upcoming")
    assert "Conference" in upcoming.text_content()
    assert "Now on" in upcoming.text_content()
    assert "Morning talk" not in upcoming.text_content()
    assert page.text_content().count("Conference") == 2  # with the kind's own name above
    home = html.fromstring(client.get("/en/").content).find_class("upcoming")[0].text_content()
    assert ("Conference" in home, "Morning talk" in home) == (True, False)


def test_lists_show_events_that_were_called_off_with_a_notice(client):
    now = timezone.now()
    for title, status, days in (("Ahead", "postponed", 3), ("Gone by", "cancelled", -3)):
        make_edition(
            make=make_event, title_en=title, status=status, starts_at=now + days * DAY, ends_at=None,
            kind="lecture",
        )  # fmt: skip
    for path in ("/en/events/", "/en/events/?kind=lecture"):
        text = text_of(client.get(path))
        places = [text.index(word) for word in ("Postponed", "Ahead", "Past events", "Cancelled", "Gone by")]
        assert places == sorted(places)
    assert "Ahead" not in text_of(client.get("/en/events/?kind=seminar"))


def test_the_list_of_events_costs_the_same_for_any_number_of_them(
    client, django_assert_max_num_queries, frozen_cache_state
):
    now = timezone.now()
    for days in (*range(-3, 0), *range(1, 8)):
        make_edition(make=make_event, starts_at=now + days * DAY, ends_at=None)
    client.get("/en/events/")
    with django_assert_max_num_queries(3):
        client.get("/en/events/")
