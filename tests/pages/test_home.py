import datetime
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from polls.models import Poll
from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_project,
    make_report,
    publish_now,
)
from tests.polls.making import make_poll
from thinktank.pages.models import FrontPage, FrontSlot
from thinktank.publishing.editions.end import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def choose():
    """choose(publications, **fields): what an editor saves on the front page's form."""

    def choose(*publications, projects=(), **fields):
        front_page = FrontPage.objects.create(**fields)
        for position, publication in enumerate(publications):
            FrontSlot.objects.create(front_page=front_page, publication_id=publication.pk, position=position)
        front_page.projects.set(projects)
        return front_page

    return choose


def page(client, language="en"):
    return html.fromstring(client.get(f"/{language}/").content)


def on_top(client, language="en"):
    """Titles of the lead and of the publications next to it."""
    shown = page(client, language)
    return [
        title.text_content()
        for name in ("front-lead", "front-beside")
        for place in shown.find_class(name)
        for title in place.find_class("card-title")
    ]


def article(title, year, **fields):
    return make_edition(title_en=title, dated=datetime.date(year, 1, 1), **fields)


def test_what_editors_chose_leads_in_their_order_and_the_newest_fill_the_rest(client, choose):
    article("Newest", 2025)
    newer = article("Newer", 2024)
    _old, older = article("Old", 2015), article("Older", 2014)
    assert on_top(client) == ["Newest", "Newer", "Old", "Older"]
    choose(older.publication, newer.publication)
    assert on_top(client) == ["Older", "Newer", "Newest", "Old"]


def test_a_chosen_text_that_is_not_live_is_passed_over_where_it_is_not_and_nowhere_else(client, choose):
    article("Newest", 2025)
    bilingual = make_article(title_en="In both", title_ru="Двуязычная", dated=datetime.date(2014, 1, 1))
    publish_now(bilingual, "en", "ru")
    scheduled = make_article(title_en="Tomorrow", dated=datetime.date(2015, 1, 1))
    publish_now(scheduled, "en", at=timezone.now() + timedelta(days=1))
    withdrawn = make_article(title_en="Withdrawn")
    publish_now(withdrawn, "en")
    withdraw(withdrawn, "en", public_note="Gone.", now=timezone.now())
    choose(scheduled, make_article(title_en="Draft"), withdrawn, bilingual)
    assert on_top(client) == ["In both", "Newest"]
    assert on_top(client, "ru") == ["Двуязычная"]
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert on_top(client) == ["Tomorrow", "In both", "Newest"]


def test_no_publication_is_on_the_front_page_twice(client, choose):
    report = make_edition(make=make_report, title_en="Chosen report")
    for number in range(12):
        article(f"Article {number}", 2000 + number, kind=["news", "analysis"][number % 2])
    choose(report.publication)
    links = page(client).xpath(
        "//main//a[contains(@href, '/articles/') or contains(@href, '/reports/')]/@href"
    )
    titles = [link for link in links if link.count("/") == 4 and "?" not in link]
    assert len(titles) == len(set(titles)) == 10  # one lead, three beside it, three of each kind


def test_coming_events_are_listed_with_the_next_first_and_past_ones_apart(client):
    now = timezone.now()
    for title, days, status in [
        ("Past", -5, "scheduled"),
        ("Later", 9, "scheduled"),
        ("Next", 2, "scheduled"),
        ("Called off", 1, "cancelled"),
    ]:
        at = now + timedelta(days=days)
        make_edition(
            make=make_event, title_en=title, starts_at=at, ends_at=at + timedelta(hours=1), status=status
        )
    events = page(client).xpath("//section[@aria-labelledby='front-events']")[0]
    assert events.xpath(".//ul[@class='upcoming']//h3//text()") == ["Next", "Later"]
    [past] = events.find_class("front-recent")
    assert past.xpath(".//h4//text()") == ["Past"]


def test_the_chosen_poll_is_shown_with_its_form_in_the_languages_it_is_translated_into(client, choose):
    make_poll(question_en="Not chosen?")
    poll = make_poll(question_en="Chosen?", question_ru="")
    choose(poll=poll)
    form = page(client).xpath("//form[@data-ballot='poll']")
    assert [f.get("action") for f in form] == [f"{poll.path_in('en')}vote/"]
    assert not page(client, "ru").xpath("//form[@data-ballot='poll']")
    assert "max-age=5," in client.get("/en/").headers["Cache-Control"]
    assert Poll.objects.count() == 2


def test_chosen_projects_are_shown_or_else_those_that_have_not_ended(client, choose):
    ended = make_project(name_en="Ended", ends_on=datetime.date(2001, 1, 1))
    make_project(name_en="Running")
    make_project(name_en="Hidden", is_public=False)
    names = "//*[@class='front-projects']//h3/a/text()"
    assert page(client).xpath(names) == ["Running"]
    choose(projects=[ended])
    assert page(client).xpath(names) == ["Ended"]


def test_every_section_leads_on_to_all_of_its_kind(client, choose):
    began = timezone.now() - timedelta(days=9)
    make_edition(make=make_event, starts_at=began, ends_at=began + timedelta(hours=1))
    make_edition(make=make_report, dated=datetime.date(1999, 1, 1))
    for number in range(5):
        article(f"Article {number}", 2000 + number)
    make_project(name_en="Running")
    assert page(client).xpath("//a[@class='onward']/@href") == [
        "/en/events/", "/en/articles/", "/en/reports/", "/en/projects/",
    ]  # fmt: skip


def test_an_article_of_a_list_is_labelled_by_its_title_and_no_label_is_there_twice(client):
    for number in range(5):
        article(f"Article {number}", 2000 + number)
    cards = page(client).find_class("card")
    labels = [card.get("aria-labelledby") for card in cards]
    assert len(labels) == len(set(labels)) == 5
    for card in cards:
        [title] = card.xpath(f".//*[@id='{card.get('aria-labelledby')}']")
        assert title.text_content().startswith("Article ")
