"""SEQUENCE of an event: it rises with every change of time, place or status, and never falls."""

import itertools

from events.revised import Said, times_revised

FIRST = {"starts_at": "2030-03-01T12:00", "status": "scheduled", "place": "Hall"}
LATER = FIRST | {"starts_at": "2030-03-02T12:00"}


def test_what_is_issued_again_in_two_languages_counts_once():
    said = [Said("en", FIRST), Said("ru", FIRST), Said("en", LATER), Said("ru", LATER)]
    assert times_revised(said) == 1


def test_a_change_of_words_alone_is_none():
    assert times_revised([Said("en", FIRST), Said("en", FIRST | {"attendance": "Come early."})]) == 0


def test_another_place_in_one_language_is_one():
    moved = FIRST | {"place": "Garden"}
    assert times_revised([Said("en", FIRST), Said("ru", FIRST | {"place": "Зал"}), Said("en", moved)]) == 1


def test_a_change_that_was_taken_back_counts_twice():
    assert times_revised([Said("en", FIRST), Said("en", LATER), Said("en", FIRST)]) == 2


def test_it_never_falls_when_editions_are_added_or_erased():
    for facts in itertools.product([FIRST, LATER, FIRST | {"place": "Garden"}], repeat=4):
        said = [Said("en", each) for each in facts]
        before = times_revised(said)
        assert before >= times_revised(said[:-1])
        for place in range(len(said)):
            assert times_revised([*said[:place], Said("en", None), *said[place + 1 :]]) >= before
