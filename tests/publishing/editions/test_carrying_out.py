"""docs/architecture.md, rule 4: compile first, then one short transaction that makes the plan or nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.choices import EventStatus
from events.models import Event
from tests.publishing.building import build, build_live, build_saved, dump, editions_of, save, the_edition
from thinktank.addresses.models import Address, AddressTaken
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile, plan_publishing
from thinktank.publishing.editions.publish import carry_out, publish
from thinktank.publishing.editions.schedule import cancel_scheduled, scheduled_edition
from thinktank.publishing.models import Edition, Listing, Reference

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def _everything():
    return [dump(model) for model in (Edition, Listing, Reference, Address)]


def test_a_plan_writes_nothing(now):
    article = build_saved()
    before = _everything()
    with CaptureQueriesContext(connection) as queries:
        plan_publishing(article, ["en", "ru"], now=now)
    assert _everything() == before
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []


def test_a_plan_made_before_a_newer_save_is_refused(now):
    article = build_saved()
    plan = plan_publishing(article, ["en"], now=now)
    save(article, title_en="Newer")
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)
    assert not Edition.objects.exists()


def test_a_plan_made_before_somebody_else_published_is_refused(now):
    article = build_saved()
    plan = plan_publishing(article, ["en"], now=now)
    publish(article, ["ru"], by=None, now=now)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_plan_made_before_a_withdrawal_never_brings_the_text_back(now, language):
    event = build_live(Event, now=now)
    save(event, status=EventStatus.CANCELLED)
    plan = plan_publishing(event, ["en"], now=now + HOUR)
    withdraw(event, language, public_note="Not ours.", now=now + HOUR)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)
    assert not Edition.objects.in_language(language).live(now + HOUR).exists()


def test_a_plan_made_before_an_end_was_set_is_refused(now):
    article = build_live(now=now)
    plan = plan_publishing(article, ["en"], now=now + HOUR)
    expire(article, "en", at=now + 2 * DAY, now=now + HOUR)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)


def test_a_plan_made_before_the_scheduled_one_was_cancelled_is_refused(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    plan = plan_publishing(article, ["en"], now=now + HOUR)
    cancel_scheduled(scheduled_edition(article, "en", now), now=now)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)


def test_the_same_plan_is_not_carried_out_twice(now):
    plan = plan_publishing(build_saved(), ["en"], now=now)
    carry_out(plan, by=None)
    with pytest.raises(ChangedMeanwhile):
        carry_out(plan, by=None)
    assert Edition.objects.count() == 1


def test_a_blocked_plan_makes_nothing_and_says_why(now):
    article = build_saved(languages=["en"], title_en="")
    with pytest.raises(CannotPublish, match="English: The title is missing"):
        publish(article, ["en"], by=None, now=now)
    assert not Edition.objects.exists()


def test_one_blocked_language_stops_the_other(now):
    article = build_saved(languages=["en"])
    with pytest.raises(CannotPublish, match="Russian: The title is missing"):
        publish(article, ["en", "ru"], by=None, now=now)
    assert not Edition.objects.exists()


def test_what_was_never_saved_cannot_be_published(now):
    with pytest.raises(CannotPublish, match="Save it first"):
        publish(build(), ["en"], by=None, now=now)


def test_a_taken_address_undoes_the_whole_act(now):
    build_live(now=now, slug_ru="mine")
    article = build_live(now=now, slug_ru="yours")
    save(article, slug_ru="mine", title_en="New")
    before = _everything()
    with pytest.raises(AddressTaken):
        publish(article, ["en", "ru"], by=None, now=now + HOUR)
    assert _everything() == before


def test_the_database_is_written_in_one_transaction_and_the_predecessor_ends_first(now):
    article = build_live(now=now, languages=["en"])
    save(article, title_en="New")
    plan = plan_publishing(article, ["en"], now=now + HOUR)
    with CaptureQueriesContext(connection) as queries:
        carry_out(plan, by=None)
    editions = [
        q["sql"] for q in queries if '"publishing_edition"' in q["sql"] and not q["sql"].startswith("SELECT")
    ]
    assert [sql.split()[0] for sql in editions] == ["UPDATE", "INSERT"]


def test_publishing_twice_in_the_same_moment_keeps_both_in_order(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now)
    first, second = editions_of(article, "en")
    assert first.live_until == second.live_from > first.live_from


def test_an_edition_carries_what_the_record_needs(now):
    article = build_saved(languages=["en"])
    (edition,) = publish(article, ["en"], by=None, now=now, note="First", correction="None", is_minor=True)
    stored = the_edition(article, "en", 1)
    assert (stored.note, stored.correction, stored.is_minor) == ("First", "None", True)
    assert (stored.type, stored.prefix, stored.slug) == ("article", "articles", article.slug_en)
    assert stored.publication_uid == article.uid
    assert stored.digest == edition.digest


def test_notes_may_differ_by_language(now):
    article = build_saved()
    publish(
        article, ["en", "ru"], by=None, now=now, note={"en": "Typo", "ru": "Опечатка"}, correction={"en": "x"}
    )
    english, russian = the_edition(article, "en", 1), the_edition(article, "ru", 1)
    assert (english.note, russian.note) == ("Typo", "Опечатка")
    assert (english.correction, russian.correction) == ("x", "")
