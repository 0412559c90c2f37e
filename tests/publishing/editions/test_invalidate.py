"""Which cached pages an act of publishing invalidates, on the real pages with the page cache on."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_event, make_expert, make_report, make_topic, publish_now
from tests.polls.making import make_poll
from thinktank.pages.models import FrontPage
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.schedule import cancel_scheduled
from thinktank.publishing.editions.translations import confirm_translation
from thinktank.publishing.models import Contribution, Edition, Relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_cache")]


@pytest.fixture(scope="module")
def site(written_once):
    """Articles on one topic each, an event related to the first, and a report that has nothing to do with them."""
    for day, name in enumerate(["bees", "wasps", "ants"], 1):
        dated = datetime.date(2024, 5, day)
        article = make_article(title_en=f"On {name}", slug_en=name, slug_ru=name, dated=dated)
        article.topics.add(make_topic(name_en=f"Topic {name}", slug_en=name, slug_ru=name))
        publish_now(article, "en", "ru")
    event = make_event(slug_en="fair", slug_ru="fair")
    publish_now(event, "en", "ru")
    Relation.objects.create(
        source=_publication("bees"), target=event.publication_ptr, role=Relation.Role.REPORTS_ON
    )
    publish_now(make_report(slug_en="honey", slug_ru="honey"), "en", "ru")


PAGES = {
    "bees": "/en/articles/bees/",
    "bees in Russian": "/ru/articles/bees/",
    "ants": "/en/articles/ants/",
    "event": "/en/events/fair/",
    "report": "/en/reports/honey/",
    "articles": "/en/articles/",
    "events": "/en/events/",
    "topic of bees": "/en/topics/bees/",
    "topic of ants": "/en/topics/ants/",
    "home": "/en/",
    "experts": "/en/experts/",
}


def _publication(slug):
    return Edition.objects.filter(slug=slug, language="en").first().publication


def _article(slug):
    return _publication(slug).article


def made_anew_after(client, act):
    """The pages of PAGES that the act invalidated."""
    with time_machine.travel(
        timezone.now() + datetime.timedelta(seconds=1.5), tick=False
    ):  # none expires below
        for path in PAGES.values():
            client.get(path)
    act()
    anew = set()
    for name, path in PAGES.items():
        if "; hit" not in client.get(path)["Cache-Status"]:
            anew.add(name)
    return anew


# All articles, because each may be the text before or after it.
AROUND_BEES = {"bees", "bees in Russian", "ants", "event", "articles", "topic of bees", "home"}


def test_publishing_invalidates_its_pages_lists_and_neighbours(client, site):
    bees = _article("bees")
    bees.title_en = "More on bees"
    bees.save()
    assert made_anew_after(client, lambda: publish_now(bees, "en")) == AROUND_BEES
    for name in AROUND_BEES - {"bees in Russian", "ants"}:
        assert "More on bees" in client.get(PAGES[name]).text, name


def test_withdrawing_and_expiring_invalidate_the_same_pages(client, site):
    def expired():
        now = timezone.now()
        expire(_article("bees"), "en", at=now, now=now)

    def withdrawn():
        withdraw(_article("bees"), "en", public_note="No.", now=timezone.now())

    assert made_anew_after(client, expired) == AROUND_BEES
    assert made_anew_after(client, withdrawn) == AROUND_BEES
    assert client.get(PAGES["bees"]).status_code == 410


def test_erasing_invalidates_the_same_pages(client, site, admin_user):
    edition = Edition.objects.get(slug="ants", language="en")
    anew = made_anew_after(client, lambda: erase(edition, "A court.", by=admin_user))
    assert {"ants", "bees", "articles", "topic of ants", "home"} <= anew  # and more: it empties the memory
    assert client.get(PAGES["ants"]).status_code == 410


def test_a_scheduled_edition_appears_on_time_although_pages_are_cached(client, site):
    ants = _article("ants")
    ants.title_en = "Later on ants"
    ants.save()
    at = timezone.now() + datetime.timedelta(seconds=6)
    publish_now(ants, "en", at=at)
    for name in ("ants", "articles", "home"):
        assert "Later on ants" not in client.get(PAGES[name]).text
    with time_machine.travel(at):
        for name in ("ants", "articles", "home"):
            assert "Later on ants" in client.get(PAGES[name]).text


def test_cancelling_a_scheduled_edition_removes_the_end_of_the_live_one(client, site):
    ants = _article("ants")
    at = timezone.now() + datetime.timedelta(seconds=30)
    publish_now(ants, "en", at=at)
    waiting = Edition.objects.get(slug="ants", language="en", live_from=at)
    assert made_anew_after(client, lambda: cancel_scheduled(waiting, now=timezone.now())) >= {"ants"}


def test_a_relation_invalidates_the_pages_of_both_publications(client, site):
    both = {"ants", "event"}
    related = Relation(source=_publication("ants"), target=_publication("fair"), role=Relation.Role.FOLLOWS)
    assert both <= made_anew_after(client, related.save)
    related.role = Relation.Role.LAUNCHES
    assert both <= made_anew_after(client, related.save)
    assert both <= made_anew_after(client, related.delete)


def test_a_confirmed_translation_invalidates_the_pages_of_its_publication(client, site):
    english, russian = (
        Edition.objects.get(publication=_publication("ants"), language=code) for code in ("en", "ru")
    )
    anew = made_anew_after(client, lambda: confirm_translation(russian, english, by=None, now=timezone.now()))
    assert "ants" in anew and "experts" not in anew


def test_a_name_in_every_menu_invalidates_all_pages(client, site):
    assert made_anew_after(client, lambda: make_expert(family_name_en="Orlova")) == set(PAGES)


def test_what_editors_choose_for_the_front_page_appears_at_once(client, site):
    FrontPage.objects.create()
    front_page = FrontPage.objects.get()
    front_page.slots.create(publication=_publication("bees"))
    assert made_anew_after(client, front_page.save) == set(PAGES)
    lead = html.fromstring(client.get("/en/").content).find_class("front-lead")[0]
    assert "On bees" in lead.text_content()


def test_a_new_person_of_a_text_is_linked_at_once(client, site):
    bees, expert = _article("bees"), make_expert(slug_en="anna-orlova")
    client.get(PAGES["bees"])
    Contribution.objects.create(publication=bees, expert=expert, name_en="Anna Orlova", name_ru="Анна Орлова")
    publish_now(bees, "en")
    assert "/en/experts/anna-orlova/" in client.get(PAGES["bees"]).text


def test_a_new_poll_appears_at_once_on_the_pages_of_its_publication(client, site):
    poll = make_poll(beside=[_publication("bees")], question_en="Which bees?")

    def reworded():
        poll.question_en = "Which of them?"
        poll.save()

    # The front page too: its poll may be any.
    assert made_anew_after(client, reworded) == {"bees", "bees in Russian", "event", "home"}
    assert "Which of them?" in client.get(PAGES["bees"]).text


def test_a_poll_opens_and_closes_on_time_although_pages_are_cached(client, site):
    closes = timezone.now().replace(microsecond=0) + datetime.timedelta(seconds=5)
    poll = make_poll(closes_at=closes)
    path = poll.path_in("en")
    assert "poll__form" in client.get(path).text
    with time_machine.travel(closes):
        assert "poll__form" not in client.get(path).text
