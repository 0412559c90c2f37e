"""docs/architecture.md, rule 8: editors may set the date that readers see, but not the time it went live."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.factories import make_topic
from tests.publishing.building import build_live, build_saved, save, save_and_publish, the_edition
from thinktank.publishing.editions.plan import CannotPublish
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import listed_under
from thinktank.publishing.public.surroundings import surroundings_of

pytestmark = pytest.mark.django_db


def test_the_date_shown_is_by_default_the_local_day_of_the_first_publication(settings):
    settings.TIME_ZONE = "Europe/Moscow"
    late_in_the_evening = timezone.now().replace(hour=22, minute=30) + datetime.timedelta(days=1)
    article = build_live(now=late_in_the_evening)
    assert the_edition(article, "en", 1).dated == (late_in_the_evening + datetime.timedelta(days=1)).date()


def test_later_editions_keep_the_day_of_the_first():
    now = timezone.now()
    article = build_live(now=now)
    save(article, title_en="Other words")
    publish(article, ["en"], by=None, now=now + datetime.timedelta(days=40))
    assert the_edition(article, "en", 2).dated == the_edition(article, "en", 1).dated


def test_an_editors_date_is_shown_as_it_is():
    article = build_live(now=timezone.now(), dated=datetime.date(2019, 2, 3))
    assert the_edition(article, "en", 1).dated == datetime.date(2019, 2, 3)


def test_a_scheduled_edition_is_dated_by_the_day_it_goes_live():
    now = timezone.now()
    article = build_saved()
    at = now + datetime.timedelta(days=10)
    publish(article, ["en"], by=None, now=now, at=at)
    assert the_edition(article, "en", 1).dated == timezone.localdate(at)


def test_refuses_to_publish_in_the_past():
    now = timezone.now()
    article = build_saved()
    with pytest.raises(CannotPublish, match="time has passed"):
        publish(article, ["en"], by=None, now=now, at=now - datetime.timedelta(seconds=1))
    assert not Edition.objects.exists()


def test_the_database_refuses_a_start_before_the_act():
    article = build_live(now=timezone.now(), languages=["en"])
    edition = the_edition(article, "en", 1)
    edition.pk, edition.uid, edition.language, edition.number = None, article.uid, "ru", 1
    edition.live_from = edition.made_at - datetime.timedelta(microseconds=1)
    with pytest.raises(DatabaseError, match="edition_never_backdated"), transaction.atomic():
        edition.save(force_insert=True)


def test_a_taken_over_edition_keeps_its_earlier_time_and_says_so():
    now = timezone.now()
    then = datetime.datetime(2018, 4, 5, 9, tzinfo=datetime.UTC)
    article = build_saved()
    publish(article, ["en"], by=None, now=now, at=then, taken_over=True)
    edition = the_edition(article, "en", 1)
    assert (edition.live_from, edition.dated, edition.taken_over) == (then, datetime.date(2018, 4, 5), True)
    assert edition.made_at == now


def test_taken_over_editions_follow_each_other_in_the_past():
    now = timezone.now()
    article = build_saved(languages=["en"])
    first, second = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2018, 2019))
    publish(article, ["en"], by=None, now=now, at=first, taken_over=True)
    save(article, title_en="Second")
    publish(article, ["en"], by=None, now=now, at=second, taken_over=True)
    assert the_edition(article, "en", 1).live_until == second
    assert the_edition(article, "en", 2).live_from == second


def test_refuses_to_take_over_a_text_older_than_the_newest_edition():
    now = timezone.now()
    article = build_live(now=now, languages=["en"])
    save(article, title_en="Older")
    with pytest.raises(CannotPublish):
        publish(article, ["en"], by=None, now=now, at=now - datetime.timedelta(days=400), taken_over=True)
    assert Edition.objects.count() == 1


def test_a_correction_does_not_move_a_text_among_those_of_its_day():
    now = timezone.now()
    day, topic, articles = now.date(), make_topic(), []
    for minute, title in enumerate(["First", "Second", "Third"]):
        article = build_saved(title_en=title, dated=day)
        article.topics.add(topic)
        save_and_publish(article, "en", now=now + datetime.timedelta(minutes=minute))
        articles.append(article)
    corrected = now + datetime.timedelta(hours=1)
    save(articles[0], title_en="First, corrected")
    (again,) = publish(articles[0], ["en"], by=None, now=corrected)
    order = ["Third", "Second", "First, corrected"]
    live = Edition.objects.live(corrected).in_language("en")
    assert list(live.newest_first().values_list("title", flat=True)) == order
    assert [edition.title for edition in listed_under(topic.uid, "en", corrected)] == order
    assert surroundings_of(again, corrected).later.title == "Second"
    assert surroundings_of(again, corrected).earlier is None
