"""Expiring and withdrawing: each end is set once and has a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.publishing.building import build_live, build_saved, editions_of, save, the_edition
from thinktank.addresses.models import Address
from thinktank.publishing.editions.end import CannotEnd, expire, withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition, Listing

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EDITIONS = Edition.objects


@pytest.fixture
def now():
    return timezone.now()


def test_an_expired_edition_is_no_longer_live_and_still_on_record(now):
    article = build_live(now=now, languages=["en"])
    edition = expire(article, "en", at=now + DAY, now=now + HOUR)
    assert EDITIONS.live(now + DAY - HOUR).get() == edition
    assert not EDITIONS.live(now + DAY).exists()
    assert EDITIONS.on_record(now + DAY).get().ended_as == "expired"


def test_a_future_end_may_be_moved(now):
    article = build_live(now=now, languages=["en"])
    expire(article, "en", at=now + 3 * DAY, now=now + HOUR)
    assert expire(article, "en", at=now + DAY, now=now + HOUR).live_until == now + DAY


def test_an_end_is_never_set_for_a_moment_that_has_passed(now):
    article = build_live(now=now, languages=["en"])
    with pytest.raises(CannotEnd, match="has passed"):
        expire(article, "en", at=now + HOUR, now=now + 2 * HOUR)


def test_an_expired_edition_does_not_expire_again(now):
    article = build_live(now=now, languages=["en"])
    expire(article, "en", at=now + HOUR, now=now + HOUR)
    with pytest.raises(CannotEnd, match="not live"):
        expire(article, "en", at=now + DAY, now=now + 2 * HOUR)


def test_an_edition_does_not_expire_while_a_later_one_is_scheduled(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + 2 * DAY)
    with pytest.raises(CannotEnd, match="scheduled"):
        expire(article, "en", at=now + DAY, now=now + HOUR)


def test_a_scheduled_edition_may_be_given_an_end(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + 2 * DAY)
    expire(article, "en", at=now + 5 * DAY, now=now + HOUR)
    assert [e.ended_as for e in editions_of(article, "en")] == ["replaced", "expired"]


@pytest.mark.parametrize("act", [
    lambda article, now: expire(article, "ru", at=now + DAY, now=now),
    lambda article, now: withdraw(article, "ru", public_note="Wrong.", now=now),
])  # fmt: skip
def test_an_edition_that_was_never_live_cannot_expire(now, act):
    article = build_live(now=now, languages=["en"])
    with pytest.raises(CannotEnd, match="not live"):
        act(article, now + HOUR)


def test_withdrawing_takes_all_older_editions_off_the_record_in_its_language_only(now):
    article = build_live(now=now)
    save(article, title_en="New", title_ru="Новое")
    publish(article, ["en", "ru"], by=None, now=now + HOUR)
    withdraw(article, "en", public_note="Wrong.", now=now + 2 * HOUR)
    at = now + 2 * HOUR
    assert not EDITIONS.on_record(at).in_language("en").exists()
    assert not EDITIONS.live(at).in_language("en").exists()
    assert EDITIONS.on_record(at).in_language("ru").count() == 2
    assert EDITIONS.live(at).in_language("ru").count() == 1


def test_an_edition_published_after_a_withdrawal_is_on_record_and_older_ones_are_not(now):
    article = build_live(now=now, languages=["en"])
    withdraw(article, "en", public_note="Wrong.", now=now + HOUR)
    save(article, title_en="Right")
    publish(article, ["en"], by=None, now=now + 2 * HOUR)
    assert [e.title for e in EDITIONS.on_record(now + 2 * HOUR)] == ["Right"]


def test_withdrawing_needs_a_public_note(now):
    article = build_live(now=now, languages=["en"])
    with pytest.raises(CannotEnd, match="why"):
        withdraw(article, "en", public_note="  ", now=now + HOUR)
    assert withdraw(article, "en", public_note=" Wrong. ", now=now + HOUR).public_note == "Wrong."


def test_withdrawing_cancels_a_scheduled_edition(now):
    article = build_live(now=now, languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    withdraw(article, "en", public_note="Wrong.", now=now + HOUR)
    assert [(e.number, e.ended_as, e.live_until) for e in editions_of(article, "en")] == [
        (1, "withdrawn", now + HOUR)
    ]
    assert not EDITIONS.live(now + 2 * DAY).exists()


def test_withdrawing_a_publication_that_is_only_scheduled_is_refused_and_cancels_nothing(now):
    article = build_saved(languages=["en"])
    publish(article, ["en"], by=None, now=now, at=now + DAY)
    with pytest.raises(CannotEnd):
        withdraw(article, "en", public_note="Wrong.", now=now + HOUR)
    assert EDITIONS.scheduled(now + HOUR).count() == 1


def test_an_edition_that_expired_may_be_withdrawn(now):
    article = build_live(now=now, languages=["en"])
    expire(article, "en", at=now + HOUR, now=now + HOUR)
    withdraw(article, "en", public_note="Wrong.", now=now + DAY)
    assert the_edition(article, "en", 1).live_until == now + HOUR
    assert not EDITIONS.on_record(now + DAY).exists()


def test_a_withdrawn_edition_is_not_withdrawn_again(now):
    article = build_live(now=now, languages=["en"])
    withdraw(article, "en", public_note="Wrong.", now=now + HOUR)
    with pytest.raises(CannotEnd):
        withdraw(article, "en", public_note="Again.", now=now + 2 * HOUR)
    assert the_edition(article, "en", 1).public_note == "Wrong."


def test_an_erased_edition_is_not_withdrawn(now, settings, tmp_path):
    settings.ERASURES_LIST = tmp_path / "erasures.jsonl"
    article = build_live(now=now, languages=["en"])
    expire(article, "en", at=now + HOUR, now=now)
    erase(the_edition(article, "en", 1), "Privacy", by=None, now=now + 2 * HOUR)
    with pytest.raises(CannotEnd, match="not live"):
        withdraw(article, "en", public_note="Wrong.", now=now + DAY)


def test_withdrawing_at_the_moment_of_publishing_leaves_a_valid_interval(now):
    article = build_live(now=now, languages=["en"])
    edition = withdraw(article, "en", public_note="Wrong.", now=now)
    assert edition.live_until > edition.live_from


def test_lists_end_with_their_edition(now):
    article = build_live(now=now, languages=["en"])
    from tests.factories import make_topic

    article.topics.add(make_topic())
    save(article)
    publish(article, ["en"], by=None, now=now + HOUR)
    expire(article, "en", at=now + DAY, now=now + HOUR)
    assert set(Listing.objects.values_list("live_until", flat=True)) == {now + DAY}


def test_a_withdrawn_publication_keeps_its_address_for_ever(now):
    article = build_live(now=now, languages=["en"], slug_en="mine")
    withdraw(article, "en", public_note="Wrong.", now=now + HOUR)
    assert Address.objects.at("en", "articles", "mine").get().owner_uid == article.uid
