import datetime

import pytest
from django.utils import timezone

from polls.models import Poll
from polls.tally import count_ballots
from tests.polls.making import make_poll
from thinktank.language import languages
from thinktank.operations.demo.ballots import cast_ballots
from thinktank.operations.demo.dates import fill_in, move
from thinktank.operations.demo.texts import all_texts

WEEK = datetime.timedelta(weeks=1)


@pytest.mark.once
@pytest.mark.parametrize("day", ["2026-11-28", "2026-12-31", "2027-08-14", "2031-02-01"])
def test_coming_events_are_still_to_come_whenever_the_demo_is_loaded(time_machine, day):
    time_machine.move_to(f"{day}T12:00:00Z", tick=False)
    texts = {text.key: text for text in all_texts()}
    today = timezone.localdate()

    coming = sorted(
        text.facts["starts"].date() - today
        for text in texts.values()
        if text.type == "event"
        and text.facts["starts"].date() > today
        and text.facts["status"] == "scheduled"
    )
    news = [today - text.facts["dated"] for text in texts.values() if text.facts["dated"] <= today]

    assert coming[0] <= 2 * WEEK
    assert len(coming) >= 2
    assert min(news) <= 2 * WEEK
    assert texts["events/missing-month-launch"].facts["starts"].strftime("%A") == "Tuesday"


@pytest.mark.once
def test_no_place_for_a_date_is_left_open(time_machine):
    time_machine.move_to("2027-12-20T12:00:00Z", tick=False)

    for text in all_texts():
        assert "{{" not in str(text.facts), text.key
        for code in text.languages:
            assert "{{" not in text.body(code), text.key


@pytest.mark.once
def test_dates_in_a_text_move_in_the_words_of_its_language():
    facts = {"en": {"title": "By {{day 2026-12-08}}"}, "ru": {"title": "До {{date 2026-12-08}} года"}}

    assert move(facts, 3 * WEEK) == {
        "en": {"title": "By 29 December"},
        "ru": {"title": "До 29\xa0декабря 2026 года"},
    }
    assert fill_in("{{year 2026-12-30}} {{month 2026-12-30}}", WEEK, "en") == "2027 January"


@pytest.mark.once
def test_a_text_that_names_no_day_keeps_its_dates(time_machine):
    time_machine.move_to("2030-01-01T12:00:00Z", tick=False)

    (text,) = (text for text in all_texts() if text.key == "articles/round-table")

    assert text.facts["dated"] == datetime.date(2019, 3, 5)
    assert set(text.languages) <= set(languages.codes())


@pytest.mark.django_db(transaction=True)
def test_the_demo_votes_as_readers_do():
    poll = make_poll(3, max_choices=2)

    cast_ballots(poll, 20, [5, 3, 1])

    assert Poll.objects.get().voters.count() == 20
    tally = count_ballots(poll.pk)
    assert tally.voters == 20 < tally.votes.total()
    assert tally.votes[1] > tally.votes[3]
