import collections
import os

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_article, make_edition
from thinktank.publishing.editions.end import withdraw
from thinktank.ratings.models import Rating
from thinktank.ratings.rate import Current, Outcome, current_rating, rate
from thinktank.ratings.summary import ask_beside, summary_from, summary_of

pytestmark = pytest.mark.django_db

KEY = b"k" * 32


@pytest.fixture
def article():
    return make_article()


def give(article, *stars, version=1):
    """One rating for each, every one from another reader."""
    for number in stars:
        outcome, _current = rate(article.pk, voter_key=os.urandom(32), version=version, stars=number)
        assert outcome is Outcome.COUNTED


def test_a_change_of_mind_is_a_new_version_and_counts_once(article):
    for version, stars in enumerate((2, 5, 4), start=1):
        assert rate(article.pk, voter_key=KEY, version=version, stars=stars) == (
            Outcome.COUNTED,
            Current(version, stars),
        )

    assert list(Rating.objects.order_by("version").values_list("version", "stars")) == [
        (1, 2),
        (2, 5),
        (3, 4),
    ]
    assert summary_of(article.pk).n == 1
    assert current_rating(article.pk, KEY) == Current(3, 4)


def test_the_same_version_again_is_the_same_rating_and_another_one_is_refused(article):
    rate(article.pk, voter_key=KEY, version=1, stars=2)
    rate(article.pk, voter_key=KEY, version=2, stars=5)

    assert rate(article.pk, voter_key=KEY, version=2, stars=5) == (Outcome.REPEATED, Current(2, 5))
    for version in (1, 2, 4, 99):
        assert rate(article.pk, voter_key=KEY, version=version, stars=1) == (
            Outcome.CHANGED_MEANWHILE,
            Current(2, 5),
        )
    assert Rating.objects.count() == 2


def test_a_database_that_is_away_changes_nothing(article, monkeypatch):
    monkeypatch.setattr(
        Rating, "save", lambda *args, **kwargs: (_ for _ in ()).throw(OperationalError("gone"))
    )

    assert rate(article.pk, voter_key=KEY, version=1, stars=5)[0] is Outcome.BUSY
    assert Rating.objects.count() == 0


@pytest.mark.parametrize(("version", "stars"), [(1, 0), (1, 6), (0, 5)])
def test_the_database_refuses_an_invalid_rating(article, version, stars):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(
            publication_id=article.pk,
            voter_key=KEY,
            version=version,
            stars=stars,
            rated_on=timezone.localdate(),
        )


def test_below_five_readers_only_their_number_is_told(article):
    give(article, 5, 5, 5, 1)
    summary = summary_of(article.pk)
    assert (summary.n, summary.average, summary.shares) == (4, None, [])

    give(article, 5)
    summary = summary_of(article.pk)
    assert (summary.n, summary.average) == (5, 4.2)
    assert [(share.stars, share.n, share.percent) for share in summary.shares] == [
        (5, 4, 80), (4, 0, 0), (3, 0, 0), (2, 0, 0), (1, 1, 20),
    ]  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 5)), max_size=40))
def test_the_summary_is_the_recount_of_each_readers_latest_rating(given_ratings):
    article, versions, latest = make_article(), collections.Counter(), {}
    for reader, stars in given_ratings:
        versions[reader] += 1
        latest[reader] = stars
        rate(article.pk, voter_key=bytes([reader]) * 32, version=versions[reader], stars=stars)

    summary = summary_of(article.pk)

    assert summary.n == len(latest)
    if len(latest) >= 5:
        assert summary.average == round(sum(latest.values()) / len(latest), 1)
        assert {share.stars: share.n for share in summary.shares if share.n} == collections.Counter(
            latest.values()
        )


def test_everything_a_page_needs_costs_one_query():
    edition = make_edition()
    give(edition.publication, 5, 4, 4, 3, 5)

    with CaptureQueriesContext(connection) as queries:
        uid, summary = summary_from(ask_beside(edition.publication_id, timezone.now()))

    assert len(queries) == 1
    assert (uid, summary.n, summary.average) == (edition.publication_uid, 5, 4.2)


def test_only_live_texts_that_accept_ratings_can_be_rated():
    draft, closed, live = make_article(), make_edition(accepts_ratings=False), make_edition()

    assert summary_from(ask_beside(draft.pk, timezone.now())) is None
    assert summary_from(ask_beside(closed.publication_id, timezone.now())) is None
    withdraw(live.publication, "en", now=timezone.now(), public_note="Wrong.")
    assert summary_from(ask_beside(live.publication_id, timezone.now())) is None
