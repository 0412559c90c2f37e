"""docs/architecture.md, rule 3: an edition that waits for its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.publishing.building import build_live, build_saved, editions_of, save, the_edition
from thinktank.addresses.models import Address
from thinktank.publishing.editions.end import expire
from thinktank.publishing.editions.plan import PlannedEdition, plan_publishing
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.schedule import NotScheduled, cancel_scheduled, scheduled_edition
from thinktank.publishing.models import Edition, Listing

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _intervals(publication, language="en"):
    return [(e.title, e.live_from, e.live_until, e.ended_as) for e in editions_of(publication, language)]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def waiting(now):
    """An article that is live, with an edition for tomorrow."""
    article = build_live(now=now, languages=["en"], title_en="Live")
    save(article, title_en="Tomorrow")
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    return article


def test_it_goes_live_by_the_clock_alone(now, waiting):
    live = Edition.objects.in_language("en")
    assert live.live(now + DAY - timedelta(microseconds=1)).get().title == "Live"
    assert live.live(now + DAY).get().title == "Tomorrow"


def test_scheduling_ends_the_live_one_at_that_moment(now, waiting):
    assert _intervals(waiting) == [
        ("Live", now, now + DAY, "replaced"),
        ("Tomorrow", now + DAY, None, ""),
    ]


def test_cancelling_opens_the_live_one_again(now, waiting):
    cancel_scheduled(scheduled_edition(waiting, "en", now), now=now)
    assert _intervals(waiting) == [("Live", now, None, "")]
    assert list(Listing.objects.exclude(live_until=None)) == []


def test_cancelling_gives_an_earlier_end_back(now):
    article = build_live(now=now, languages=["en"], title_en="Live")
    expire(article, "en", at=now + 5 * DAY, now=now + HOUR)
    publish(article, ["en"], by=None, now=now + HOUR, at=now + DAY)
    assert the_edition(article, "en", 2).live_until == now + 5 * DAY
    cancel_scheduled(scheduled_edition(article, "en", now + HOUR), now=now + HOUR)
    assert _intervals(article) == [("Live", now, now + 5 * DAY, "expired")]


def test_there_is_at_most_one_and_scheduling_again_re_times_it(now, waiting):
    save(waiting, title_en="In two days")
    publish(waiting, ["en"], by=None, now=now + HOUR, at=now + 2 * DAY)
    assert _intervals(waiting) == [
        ("Live", now, now + 2 * DAY, "replaced"),
        ("In two days", now + 2 * DAY, None, ""),
    ]
    assert editions_of(waiting, "en")[-1].number == 2


def test_publishing_now_rebuilds_it_from_the_new_text(now, waiting):
    save(waiting, title_en="Newest")
    plan = plan_publishing(waiting, ["en"], now=now + HOUR)
    assert [p.why for p in plan.planned] == [PlannedEdition.Why.ASKED, PlannedEdition.Why.REBUILT]
    assert [edition.title for edition in plan.cancelled] == ["Tomorrow"]
    publish(waiting, ["en"], by=None, now=now + HOUR)
    assert _intervals(waiting) == [
        ("Live", now, now + HOUR, "replaced"),
        ("Newest", now + HOUR, now + DAY, "replaced"),
        ("Newest", now + DAY, None, ""),
    ]


def test_publishing_now_can_cancel_it_instead(now, waiting):
    save(waiting, title_en="Newest")
    publish(waiting, ["en"], by=None, now=now + HOUR, rebuild_scheduled=False)
    assert _intervals(waiting) == [
        ("Live", now, now + HOUR, "replaced"),
        ("Newest", now + HOUR, None, ""),
    ]


def test_one_that_went_live_is_never_cancelled(now, waiting):
    edition = scheduled_edition(waiting, "en", now)
    with pytest.raises(NotScheduled):
        cancel_scheduled(edition, now=now + DAY)
    assert len(editions_of(waiting, "en")) == 2


def test_one_that_is_gone_is_not_cancelled_twice(now, waiting):
    edition = scheduled_edition(waiting, "en", now)
    cancel_scheduled(edition, now=now)
    stale = Edition(pk=edition.pk or 0, publication_id=waiting.pk, language="en")
    with pytest.raises(NotScheduled):
        cancel_scheduled(stale, now=now)


def test_the_first_edition_may_wait_and_be_cancelled_without_a_trace(now):
    article = build_saved(languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    cancel_scheduled(scheduled_edition(article, "en", now), now=now)
    assert not Edition.objects.exists()
    assert not Address.objects.exists()


def test_languages_are_scheduled_independently(now, waiting):
    save(waiting, title_ru="Позже", slug_ru="pozzhe", body_ru="<p>Т.</p>")
    publish(waiting, ["ru"], by=None, now=now, at=now + 3 * DAY)
    cancel_scheduled(scheduled_edition(waiting, "ru", now), now=now)
    assert scheduled_edition(waiting, "en", now).title == "Tomorrow"


def test_an_original_can_be_cancelled_while_its_translation_waits_too(now):
    article = build_live(now=now, original_language="en")
    save(article, title_en="New", title_ru="Новое")
    publish(article, ["en", "ru"], by=None, now=now, at=now + DAY)
    cancel_scheduled(scheduled_edition(article, "en", now), now=now)
    assert scheduled_edition(article, "ru", now).translates == the_edition(article, "en", 1)


def test_an_original_can_be_rebuilt_while_its_translation_waits_too(now):
    article = build_saved(original_language="en")
    publish(article, ["en", "ru"], by=None, now=now, at=now + DAY)
    save(article, title_en="Newest")
    publish(article, ["en"], by=None, now=now + HOUR)
    assert [e.title for e in editions_of(article, "en")] == ["Newest", "Newest"]
    assert len(editions_of(article, "ru")) == 1


def test_a_new_address_waits_with_its_edition(now):
    article = build_live(now=now, languages=["en"], slug_en="old")
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    assert list(Address.objects.public(now).filter(is_current=True).values_list("slug", flat=True)) == ["old"]
    assert set(Address.objects.public(now + DAY).values_list("slug", flat=True)) == {"old", "new"}


def test_a_new_title_stays_out_of_the_directory_until_its_time(now):
    article = build_live(now=now, languages=["en"], title_en="Live")
    save(article, title_en="Embargoed")
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    assert list(Address.objects.public(now).values_list("label", flat=True)) == ["Live"]


def test_cancelling_frees_the_address_that_was_never_public(now):
    article = build_live(now=now, languages=["en"], slug_en="old")
    save(article, slug_en="new")
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    cancel_scheduled(scheduled_edition(article, "en", now), now=now)
    assert list(Address.objects.values_list("slug", "is_current")) == [("old", True)]
