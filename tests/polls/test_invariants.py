import contextlib
import datetime
import os
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from polls.models import BallotInbox, Poll, PollTally, PollVoter
from polls.retention import shred_old_peppers
from tests.polls.making import Reader, close, make_poll
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.readers.invariants import broken_invariants
from thinktank.readers.peppers import has_pepper, shred_peppers

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def broken():
    return {name for name, _sentence in broken_invariants()}


@pytest.fixture
def poll():
    poll = make_poll(max_choices=2, imported=[])
    Reader().vote(poll, 1)
    Reader().vote(poll, 1, 2)
    return poll


def test_a_sound_poll_passes(poll, capsys):
    call_command("check_polls")

    assert (
        "Nothing differs in votes and ratings (I1, I2, I5, I6, I7, I10, I12, I13, I15)."
        in capsys.readouterr().out
    )


def test_the_command_names_what_differs_and_fails(poll, capsys):
    BallotInbox.objects.first().delete()

    with pytest.raises(CommandError):
        call_command("check_polls")
    assert f"I2: poll {poll.uid}: 2 voters, 1 ballots" in capsys.readouterr().err


@pytest.mark.parametrize("choices", [[3, 9], [1, 2, 3], [2, 1], [1, 1], ["1"]])
def test_ballots_that_are_no_answers_are_found(poll, choices):
    BallotInbox.objects.filter(pk=BallotInbox.objects.first().pk).update(choices=choices)

    assert "I5" in broken()


def test_a_stored_tally_that_is_not_the_count_of_its_ballots_is_found(poll):
    BallotInbox.objects.update(is_tallied=True)
    assert broken() == {"I7"}

    stored = PollTally.objects.create(poll=poll, ballots=2, votes={"1": 2, "2": 1})
    assert broken() == set()

    for wrong in ({"ballots": 3}, {"votes": {"1": 2, "2": 2}}, {"votes": {"1": 2}}):
        PollTally.objects.update(**wrong)
        assert broken() == {"I7"}
        stored.save()


def test_a_ballot_that_is_counted_twice_is_found(poll):
    PollTally.objects.create(poll=poll, ballots=1, votes={"1": 1})

    assert broken() == {"I7"}


@pytest.mark.parametrize("hours", [-3, 3])
def test_votes_outside_the_polls_time_are_found(poll, hours):
    close(poll)
    PollVoter.objects.create(
        poll=poll, voter_key=os.urandom(32), hour=int(timezone.now().timestamp()) // 3600 + hours
    )
    BallotInbox.objects.create(id=uuid.uuid4(), poll=poll, choices=[1], language="en")

    assert broken() == {"I6"}


@contextlib.contextmanager
def constraint_lost(model, name):
    """The database without this constraint; afterwards it is back, and the rows that broke it are deleted."""
    constraints = model._meta.constraints
    constraint = next(each for each in constraints if each.name == name)
    model._meta.constraints = [each for each in constraints if each is not constraint]
    drop_triggers(connection)  # SQLite rebuilds no table that a trigger names
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.all().delete()
        model._meta.constraints = constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@pytest.mark.django_db(transaction=True)
def test_a_reader_entered_twice_is_found_even_if_the_database_has_lost_its_constraint(poll):
    voter = PollVoter.objects.first()
    with constraint_lost(PollVoter, "one_vote_per_reader"):
        PollVoter.objects.create(poll=poll, voter_key=bytes(voter.voter_key), hour=voter.hour)

        assert broken() == {"I1", "I2"}


def test_a_column_that_could_join_voters_and_ballots_is_found(poll):
    connection.check_constraints()  # PostgreSQL alters no table with checks outstanding
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE polls_ballotinbox ADD COLUMN cast_at varchar(20) DEFAULT ''")

    assert broken() == {"I10"}


def test_a_foreign_key_between_voters_and_ballots_is_found(poll):
    connection.check_constraints()
    with connection.cursor() as cursor:
        kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
        cursor.execute(
            f"ALTER TABLE polls_ballotinbox ADD COLUMN voter_id {kind} REFERENCES polls_pollvoter (id)"
        )

    assert broken() == {"I10"}


def test_the_pepper_goes_thirty_days_after_closing(poll):
    Poll.objects.update(opens_at=timezone.now() - 99 * DAY, closes_at=timezone.now() - 29 * DAY)
    assert shred_old_peppers(timezone.now()) == 0
    assert has_pepper("polls", poll.uid)

    Poll.objects.update(closes_at=timezone.now() - 33 * DAY)
    assert "I12" in broken()
    assert shred_old_peppers(timezone.now()) == 1
    assert not has_pepper("polls", poll.uid)
    assert "I12" not in broken()


def test_a_poll_that_is_entered_after_it_has_closed_has_no_pepper_to_keep():
    poll = make_poll(opens_at=timezone.now() - 99 * DAY, closes_at=timezone.now() - 40 * DAY)

    assert not has_pepper("polls", poll.uid)
    assert broken() == set()


def test_a_poll_without_votes_that_is_opened_again_gets_a_new_pepper():
    poll = make_poll()
    Poll.objects.update(opens_at=timezone.now() - 99 * DAY, closes_at=timezone.now() - 40 * DAY)
    shred_old_peppers(timezone.now())
    poll.refresh_from_db()

    poll.closes_at = None
    poll.save()

    assert broken() == set()


def test_an_open_poll_without_its_pepper_is_found(poll):
    shred_peppers("polls", [poll.uid])

    assert broken() == {"I12"}
