"""The database refuses to raw SQL what forms and models refuse, in a poll in which something was counted."""

import pytest
from django.db import IntegrityError, connection, transaction

from polls.models import FormerWording, Option, Poll
from tests.polls.making import Reader, make_poll
from thinktank.publishing.editions.triggers import drop_triggers

pytestmark = pytest.mark.django_db

POLL, OPTION = "UPDATE polls_poll SET {} WHERE id = {poll}", "UPDATE polls_option SET {} WHERE id = {option}"
CHANGES = {
    "question": POLL.format("question_en = 'Do you like ice cream?'", poll="{poll}"),
    "empty question": POLL.format("question_ru = ''", poll="{poll}"),
    "no question": POLL.format("question_ru = NULL", poll="{poll}"),
    "explanation": POLL.format("explanation_en = 'Asked in the street.'", poll="{poll}"),
    "answers": POLL.format("max_choices = 2", poll="{poll}"),
    "label": OPTION.format("label_en = 'To conquer the Moon'", option="{option}"),
    "label of one language": OPTION.format("label_ru = 'Покорить Луну'", option="{option}"),
    "empty label": OPTION.format("label_en = ''", option="{option}"),
    "number": OPTION.format("number = 9", option="{option}"),
    "position": OPTION.format("position = 9", option="{option}"),
    "another poll": OPTION.format("poll_id = {other}", other="{other}", option="{option}"),
    "swapped": "UPDATE polls_option SET number = 10 - number WHERE poll_id = {poll}",
    "removed": "DELETE FROM polls_option WHERE id = {option}",
    "added": "INSERT INTO polls_option (poll_id, number, position, label, label_en) VALUES ({poll}, 9, 9, 'x', 'x')",
}


def execute(sql, poll):
    option, other = poll.options.get(number=2), Poll.objects.exclude(pk=poll.pk).first()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(poll=poll.pk, option=option.pk, other=other.pk))


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Poll, Option, FormerWording)]


@pytest.fixture(scope="module")
def polls(written_once):
    """A poll with a vote and one with an imported count, and for each a poll without either."""
    voted, imported = make_poll(), make_poll(imported=[5])
    Reader().vote(voted, 1)
    return voted, imported


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("counted", [0, 1], ids=["voted", "imported"])
def test_raw_sql_cannot_change_what_readers_voted_on(polls, name, counted):
    before = rows()
    with pytest.raises(IntegrityError):
        execute(CHANGES[name], polls[counted])
    assert rows() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE polls_importedcount SET n = 6",
        "DELETE FROM polls_importedcount",
        "INSERT INTO polls_importedcount (poll_id, option_id, n, source, date) VALUES ({poll}, {option}, 6, 'x', '2026-01-15')",
    ],
)
def test_counts_taken_over_stay_once_somebody_has_voted(sql):
    poll, _other = make_poll(imported=[5]), make_poll()
    Reader().vote(poll, 1)
    with pytest.raises(IntegrityError):
        execute(sql, poll)
    assert poll.imported_counts.get().n == 5


@pytest.mark.parametrize("name", ["question", "label", "position", "removed"])
def test_it_is_the_guards_that_refuse_it_and_before_the_first_vote_nothing_does(polls, name):
    drop_triggers(connection)
    execute(CHANGES[name], polls[0])
    assert polls[0].former_wordings.count() == 0


def test_before_the_first_vote_everything_may_be_changed():
    poll, _other = make_poll(), make_poll()
    for name in ("question", "explanation", "answers", "label", "empty label", "position"):
        execute(CHANGES[name], poll)


def test_a_correction_by_the_models_passes_also_back_and_forth_and_a_first_translation():
    poll = make_poll(question_ru="")
    Reader().vote(poll, 1)
    for question in ("Whcih way?", "Which way?"):
        poll.question_en = question
        poll.save()
    option = poll.options.get(number=1)
    option.label_en = "“Way” 1"
    option.save()
    poll.question_ru = "Куда?"
    poll.save()
    assert [former.text for former in poll.former_wordings.all()] == ["Which way?", "Whcih way?", "Way 1"]
    before = rows()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE polls_poll SET question_en = 'Whcih way?' WHERE id = %s", [poll.pk])
    assert rows() == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own statement")
@pytest.mark.parametrize("table", ["polls_poll", "polls_option"])
def test_no_row_is_replaced_by_an_insert(polls, table):
    before = rows()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert rows() == before
