import collections
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from polls import tally, voting
from polls.models import BallotInbox, PollTally
from polls.tally import Tally
from tests.polls.making import make_poll


def add_ballots(poll, ballots):
    BallotInbox.objects.bulk_create(
        BallotInbox(id=uuid.uuid4(), poll=poll, choices=sorted(choices), language="en") for choices in ballots
    )


def stored_ballots(poll):
    return sum(PollTally.objects.filter(poll=poll).values_list("ballots", flat=True))


SETS_OF_CHOICES = st.lists(st.sets(st.integers(1, 5), min_size=1, max_size=3), max_size=12)


@pytest.mark.django_db
@settings(max_examples=25)
@given(st.lists(st.one_of(SETS_OF_CHOICES, st.just("store")), max_size=8))
def test_the_tally_is_the_recount_whenever_some_of_it_is_stored(acts):
    poll, other = make_poll(5, max_choices=3), make_poll(5, max_choices=3)
    cast = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "PENDING_AT_MOST", 6)
        patch.setattr(tally, "PENDING_KEPT", 3)
        patch.setattr(tally, "BATCH", 4)
        for act in acts:
            if act == "store":
                tally.store_tally(poll.pk)
            else:
                cast += act
                add_ballots(poll, act)
                add_ballots(other, act)
            recount = collections.Counter(number for choices in cast for number in choices)
            expected = Tally(voters=len(cast), votes=recount)
            assert tally.read_tally(poll.pk) == tally.count_ballots(poll.pk) == expected
            assert stored_ballots(poll) == BallotInbox.objects.filter(poll=poll, is_tallied=True).count()
    assert tally.read_tally(other.pk) == expected if acts else True


@pytest.fixture
def few_pending(monkeypatch):
    monkeypatch.setattr(tally, "PENDING_AT_MOST", 20)
    monkeypatch.setattr(tally, "PENDING_KEPT", 10)


@pytest.mark.django_db
def test_a_vote_is_in_the_tally_at_once(few_pending):
    poll = make_poll()
    for n in range(1, 40):
        add_ballots(poll, [{1 + n % 4}])
        tally.store_tally(poll.pk)

        assert tally.read_tally(poll.pk).voters == n


@pytest.mark.django_db
def test_few_ballots_are_not_stored(few_pending):
    poll = make_poll()
    add_ballots(poll, [{1}] * 20)

    assert (tally.store_tally(poll.pk), PollTally.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_ballots_are_stored_at_random_so_that_a_pending_one_need_not_be_new(few_pending):
    poll, newest_is_stored = make_poll(), set()
    for _ in range(30):
        add_ballots(poll, [{1}] * 20)
        newest = BallotInbox.objects.create(id=uuid.uuid4(), poll=poll, choices=[2], language="en")

        tally.store_tally(poll.pk)

        assert BallotInbox.objects.pending().filter(poll=poll).count() == 10
        newest.refresh_from_db()
        newest_is_stored.add(newest.is_tallied)

    assert newest_is_stored == {True, False}


@pytest.mark.django_db
def test_reading_a_tally_costs_one_query_however_many_ballots_there_are(
    few_pending, django_assert_num_queries
):
    poll = make_poll()
    add_ballots(poll, [{1 + n % 4} for n in range(200)])
    tally.store_tally(poll.pk)

    with django_assert_num_queries(1):
        assert tally.read_tally(poll.pk).votes == {1: 50, 2: 50, 3: 50, 4: 50}
    assert BallotInbox.objects.pending().count() == 10


@pytest.mark.django_db
def test_one_ballot_in_some_tens_stores_the_tally(few_pending, monkeypatch):
    monkeypatch.setattr(voting, "STORE_TALLY_EVERY", 1)
    poll = make_poll()
    add_ballots(poll, [{1}] * 30)

    voting.cast_ballot(poll.pk, ballot_id=uuid.uuid4(), voter_key=b"k" * 32, choices=[1], language="en")

    assert stored_ballots(poll) == 21


@pytest.mark.django_db
def test_a_vote_counts_although_the_tally_cannot_be_stored(few_pending, monkeypatch):
    monkeypatch.setattr(voting, "STORE_TALLY_EVERY", 1)
    monkeypatch.setattr(
        tally, "_store_batch", lambda poll_id: (_ for _ in ()).throw(OperationalError("locked"))
    )
    poll = make_poll()
    add_ballots(poll, [{1}] * 30)

    outcome = voting.cast_ballot(
        poll.pk, ballot_id=uuid.uuid4(), voter_key=b"k" * 32, choices=[1], language="en"
    )

    assert outcome is voting.Outcome.COUNTED
    assert tally.read_tally(poll.pk).voters == 31


@pytest.mark.django_db
def test_migrating_stores_the_tallies_of_polls_with_many_ballots_only():
    large, small = make_poll(), make_poll()
    add_ballots(large, [{1 + n % 4} for n in range(600)])
    add_ballots(small, [{1}] * 30)
    migration = import_module("polls.migrations.0005_tally_earlier_ballots")

    migration.store_tallies(apps, None)

    assert PollTally.objects.get().ballots == 350
    assert (
        tally.read_tally(large.pk)
        == tally.count_ballots(large.pk)
        == Tally(600, dict.fromkeys(range(1, 5), 150))
    )
    assert tally.read_tally(small.pk).voters == 30
