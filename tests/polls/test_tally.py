import collections
import time
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polls import tally
from polls.models import BallotInbox
from polls.tally import Tally, count_ballots, fresh_tally, held_tally
from tests.polls.making import make_poll


@pytest.mark.django_db
@settings(max_examples=25)
@given(st.lists(st.sets(st.integers(1, 5), min_size=1, max_size=3), max_size=30))
def test_tally_is_the_recount(ballots):
    poll, other = make_poll(5, max_choices=3), make_poll(5, max_choices=3)
    for of_poll in (poll, other):
        BallotInbox.objects.bulk_create(
            BallotInbox(id=uuid.uuid4(), poll=of_poll, choices=sorted(choices), language="en")
            for choices in ballots
        )

    recount = collections.Counter(number for choices in ballots for number in choices)

    assert count_ballots(poll.pk) == Tally(voters=len(ballots), votes=recount)


@pytest.mark.django_db
def test_a_tally_is_held_for_a_moment_and_counted_anew_for_who_has_just_voted(django_assert_num_queries):
    poll = make_poll()
    held_tally(poll.pk, poll.uid)
    BallotInbox.objects.create(id=uuid.uuid4(), poll=poll, choices=[1], language="en")

    with django_assert_num_queries(0):
        assert held_tally(poll.pk, poll.uid).voters == 0
    assert fresh_tally(poll.pk, poll.uid).voters == 1


@pytest.mark.django_db
def test_who_votes_among_few_sees_it_however_slow_the_machine_was_a_moment_ago(monkeypatch):
    poll = make_poll()
    monkeypatch.setitem(tally._held, poll.uid, tally._Held(tally.Tally(), time.monotonic() - 1, took=0.2))
    BallotInbox.objects.create(id=uuid.uuid4(), poll=poll, choices=[1], language="en")

    assert fresh_tally(poll.pk, poll.uid).voters == 1


@pytest.mark.django_db
def test_counting_of_many_that_takes_long_is_not_repeated_for_every_voter(
    django_assert_num_queries, monkeypatch
):
    poll = make_poll()
    slow = tally._Held(tally.Tally(voters=tally.FEW), time.monotonic() - 1, took=0.2)
    monkeypatch.setitem(tally._held, poll.uid, slow)

    with django_assert_num_queries(0):
        assert fresh_tally(poll.pk, poll.uid).voters == tally.FEW
