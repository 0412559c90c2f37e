import datetime
import os
import uuid

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from polls.models import BallotInbox, PollVoter
from polls.rules import InvalidChoices
from polls.voting import Outcome, cast_ballot
from tests.polls.making import Reader, close, make_poll

pytestmark = pytest.mark.django_db


def cast(poll, *choices, ballot_id=None, key=None, **options):
    return cast_ballot(
        poll.pk,
        ballot_id=ballot_id or uuid.uuid4(),
        voter_key=key or os.urandom(32),
        choices=list(choices),
        language="en",
        **options,
    )


def counted(poll):
    return PollVoter.objects.filter(poll=poll).count(), BallotInbox.objects.filter(poll=poll).count()


def test_a_ballot_is_counted_and_voter_and_choice_are_stored_apart():
    poll = make_poll(max_choices=2)

    assert cast(poll, 3, 1) is Outcome.COUNTED
    assert BallotInbox.objects.get().choices == [1, 3]
    assert PollVoter.objects.get().hour == int(timezone.now().timestamp()) // 3600
    assert counted(poll) == (1, 1)


def test_the_same_ballot_sent_again_is_the_same_vote():
    poll, ballot_id, key = make_poll(), uuid.uuid4(), os.urandom(32)

    assert cast(poll, 1, ballot_id=ballot_id, key=key) is Outcome.COUNTED
    assert cast(poll, 1, ballot_id=ballot_id, key=key) is Outcome.REPEATED
    assert cast(poll, 2, ballot_id=ballot_id, key=key) is Outcome.OTHER_CHOICES
    assert cast(poll, 1, key=key) is Outcome.ALREADY_VOTED
    assert counted(poll) == (1, 1)
    assert BallotInbox.objects.get().choices == [1]


def test_a_ballot_id_of_another_poll_or_another_reader_is_of_no_use():
    poll, other, ballot_id, key = make_poll(), make_poll(), uuid.uuid4(), os.urandom(32)
    cast(poll, 1, ballot_id=ballot_id, key=key)

    assert cast(other, 1, ballot_id=ballot_id, key=key) is Outcome.ALREADY_VOTED
    assert cast(poll, 1, ballot_id=ballot_id) is Outcome.ALREADY_VOTED
    assert (counted(poll), counted(other)) == ((1, 1), (0, 0))


def test_a_vote_is_counted_from_the_opening_until_just_before_the_closing():
    opens_at = timezone.now().replace(microsecond=0)
    closes_at = opens_at + datetime.timedelta(hours=1)
    poll = make_poll(opens_at=opens_at, closes_at=closes_at)
    tick = datetime.timedelta(microseconds=1)

    def at(moment):
        return cast(poll, 1, clock=lambda: moment)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polls.rules.Rules.clocks_agree", lambda rules: True)
        assert at(opens_at - tick) is Outcome.NOT_OPEN
        assert at(opens_at) is Outcome.COUNTED
        assert at(closes_at - tick) is Outcome.COUNTED
        assert at(closes_at) is Outcome.NOT_OPEN


def test_a_repeated_ballot_gets_its_receipt_after_closing_too():
    poll, ballot_id, key = make_poll(), uuid.uuid4(), os.urandom(32)
    cast(poll, 1, ballot_id=ballot_id, key=key)
    close(poll)

    assert cast(poll, 1, ballot_id=ballot_id, key=key) is Outcome.REPEATED
    assert cast(poll, 1) is Outcome.NOT_OPEN


@pytest.mark.parametrize("skew", [-3, 3, 3600])
def test_voting_waits_while_our_clock_and_the_databases_differ(skew):
    poll = make_poll()

    outcome = cast(poll, 1, clock=lambda: timezone.now() + datetime.timedelta(seconds=skew))

    assert (outcome, counted(poll)) == (Outcome.BUSY, (0, 0))


def test_an_hour_is_all_the_time_that_is_kept():
    fields = {field.name for model in (PollVoter, BallotInbox) for field in model._meta.fields}

    assert fields == {"id", "poll", "voter_key", "hour", "choices", "language", "is_tallied"}


def test_a_vote_that_fails_half_way_leaves_nothing(monkeypatch):
    poll = make_poll()
    monkeypatch.setattr(
        BallotInbox, "save", lambda *args, **kwargs: (_ for _ in ()).throw(OperationalError("gone"))
    )

    assert cast(poll, 1) is Outcome.BUSY
    assert counted(poll) == (0, 0)


@pytest.mark.parametrize(
    "choices", [[], [1, 2], [5], [0], [-1], [1, 1], ["1"], [True], [1.0], [None], [[1]], [10**19], [{"a": 1}]]
)
def test_choices_that_do_not_fit_the_poll_are_refused(choices):
    poll = make_poll(4)

    with pytest.raises(InvalidChoices):
        cast(poll, *choices)
    assert counted(poll) == (0, 0)


@pytest.mark.parametrize("text", ["[]", "{}", '"1"', "1", "null"])
def test_the_database_refuses_choices_that_are_no_list(text):
    poll = make_poll()

    with pytest.raises((IntegrityError, Exception)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO polls_ballotinbox (id, poll_id, choices, language) VALUES (%s, %s, %s, 'en')",
            [uuid.uuid4().hex, poll.pk, text],
        )
    assert counted(poll) == (0, 0)


def test_the_database_refuses_a_second_vote():
    poll, key = make_poll(), os.urandom(32)
    PollVoter.objects.create(poll=poll, voter_key=key, hour=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        PollVoter.objects.create(poll=poll, voter_key=key, hour=1)


def test_two_polls_know_one_reader_by_different_keys():
    first, second, reader = make_poll(), make_poll(), Reader()
    reader.vote(first, 1)
    reader.vote(second, 1)

    keys = {bytes(key) for key in PollVoter.objects.values_list("voter_key", flat=True)}
    assert len(keys) == 2
