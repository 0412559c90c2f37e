import datetime
import zoneinfo

import pytest
from lxml import html

from tests.factories import make_edition, make_event, publish_now

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


def test_the_list_puts_what_comes_before_what_was(client):
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
