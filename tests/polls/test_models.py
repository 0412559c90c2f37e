import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from polls.models import ImportedCount, Option, Poll
from tests.polls.making import Reader, close, make_poll

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def voted():
    poll = make_poll(closes_at=timezone.now() + HOUR)
    Reader().vote(poll, 1)
    return poll


@pytest.mark.parametrize(
    "wrong",
    [{"min_choices": 0}, {"min_choices": 2, "max_choices": 1}, {"closes_at": timezone.now() - 9 * HOUR}],
)
def test_the_database_refuses_rules_without_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_poll(**wrong)


def test_options_keep_their_numbers_when_their_order_changes():
    poll = make_poll(3)
    first = poll.options.get(number=1)
    first.position = 9
    first.save()

    assert [option.number for option in poll.options.all()] == [2, 3, 1]


@pytest.mark.parametrize(
    "change",
    [
        lambda poll: Option.objects.bulk_create([Option(poll=poll, number=9, label_en="A third way")]),
        lambda poll: poll.options.first().delete(),
        lambda poll: Option.objects.create(poll=poll, position=9, label_en="New", label_ru="Новый"),
        lambda poll: [setattr(option := poll.options.first(), "position", 9), option.save()],
    ],
)
def test_options_stay_once_something_is_counted(change, voted):
    taken_over = make_poll(imported=[1])

    for poll in (voted, taken_over):
        with pytest.raises(ValidationError):
            change(poll)
        assert [option.number for option in poll.options.all()] == [1, 2, 3, 4]
    change(make_poll())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("min_choices", 2),
        ("max_choices", 2),
        ("opens_at", timezone.now()),
        ("closes_at", timezone.now() - datetime.timedelta(minutes=30)),
    ],
)
def test_the_rules_stay_once_somebody_has_voted(field, value, voted):
    setattr(voted, field, value)

    with pytest.raises(ValidationError) as refused:
        voted.save()
    assert list(refused.value.message_dict) == [field]


def test_an_open_poll_may_be_closed_earlier_or_later_and_a_closed_one_not_opened_again(voted):
    voted.closes_at = None
    voted.save()
    voted.closes_at = timezone.now()
    voted.save()

    voted.closes_at = timezone.now() + HOUR
    with pytest.raises(ValidationError):
        voted.save()


def test_counts_taken_over_are_fixed_before_the_first_ballot():
    poll = make_poll(imported=[33])
    count = ImportedCount.objects.get()
    count.n = 34
    count.save()
    Reader().vote(poll, 1)

    count.n = 35
    with pytest.raises(ValidationError):
        count.save()
    with pytest.raises(ValidationError):
        count.delete()
    assert ImportedCount.objects.get().n == 34


def test_counts_are_not_taken_over_where_several_answers_are_chosen():
    with pytest.raises(ValidationError):
        make_poll(max_choices=2, imported=[1])


def test_a_poll_with_ballots_cannot_be_deleted(voted):
    with pytest.raises(models.ProtectedError):
        voted.delete()


def test_former_wordings_are_kept_only_when_something_was_counted(voted):
    fresh = make_poll()
    for poll in (voted, fresh):
        poll.question_en = "Whcih way?"
        poll.save()

    assert [wording.text for wording in voted.former_wordings.all()] == ["Which way?"]
    assert fresh.former_wordings.count() == 0


def reword(option, **labels):
    for name, label in labels.items():
        setattr(option, name, label)
    option.save()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question_en", "Which road?"),
        ("question_ru", "Откуда?"),
        ("question_en", ""),
    ],
)
def test_a_question_that_was_answered_keeps_its_meaning_in_every_language(field, value, voted):
    setattr(voted, field, value)
    with pytest.raises(ValidationError) as refused:
        voted.save()
    assert list(refused.value.message_dict) == [field]
    assert "Close this poll and create another one." in str(refused.value.messages)


@pytest.mark.parametrize(
    "labels", [{"label_en": "Way 2"}, {"label_en": "Way 3"}, {"label_ru": "Дорога 1"}, {"label_en": ""}]
)
def test_an_option_of_a_poll_with_votes_keeps_its_meaning(labels, voted):
    with pytest.raises(ValidationError):
        reword(voted.options.get(number=1), **labels)
    with pytest.raises(ValidationError):
        voted.options.filter(number=1).update(**labels)


def test_many_small_corrections_go_no_further_than_one():
    poll = make_poll(question_en="Should the alliance strengthen its presence?")
    Reader().vote(poll, 1)
    for question in (
        "Should the alliance strenghten its presence?",
        "Should the allaince strenghten its presance?",
    ):
        poll.question_en = question
        poll.save()
    poll.question_en = "Should the allainec strenghten its prasance?"
    with pytest.raises(ValidationError):
        poll.save()


def test_an_option_does_not_take_the_words_another_has():
    poll = make_poll()
    first, second = poll.options.filter(number__lte=2)
    reword(first, label_en="Increased contacts")
    reword(second, label_en="Increases contacts")
    Reader().vote(poll, 1)
    with pytest.raises(ValidationError):
        reword(first, label_en="Increases contacts")


def test_a_first_translation_may_still_be_added_and_is_then_as_fixed():
    poll = make_poll(question_ru="")
    Reader().vote(poll, 1)
    poll.question_ru = "Куда?"
    poll.save()
    poll.question_ru = "Зачем?"
    with pytest.raises(ValidationError):
        poll.save()


def test_the_state_follows_from_the_clock():
    now = timezone.now()
    poll = make_poll(opens_at=now, closes_at=now + HOUR)
    moments = [now - HOUR, now, now + HOUR / 2, now + HOUR]

    assert [poll.is_open(moment) for moment in moments] == [False, True, True, False]
    assert [Poll.objects.open(moment).filter(pk=poll.pk).exists() for moment in moments] == [
        False,
        True,
        True,
        False,
    ]
    close(poll)
    assert not poll.is_open(timezone.now())


def test_an_explanation_is_shown_and_stays_once_somebody_voted(client):
    poll = make_poll(explanation_en="Asked at the round table.", explanation_ru="")
    poll.explanation_ru = "Спросили на круглом столе."
    poll.save()
    Reader().vote(poll, 1)

    page = client.get(poll.path_in("en")).content.decode()
    for text in ("", "Asked in the street."):
        poll.explanation_en = text
        with pytest.raises(ValidationError) as refused:
            poll.save()
        assert set(refused.value.error_dict) == {"explanation_en"}
    assert "Asked at the round table." in page
