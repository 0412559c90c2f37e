"""What somebody types is read as words, phrases, exclusions and fields; nothing of it is an error but its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.search.query import LONGEST, TooLong, parse


def words_of(typed):
    return [word.text for word in parse(typed).words]


def test_stop_words_and_single_letters_are_left_out_beside_others():
    assert words_of("who pays for the institute?") == ["pays", "institute"]
    assert words_of("A. Kortunov") == ["kortunov"]
    assert parse("A. Kortunov").initials == ("a",)


def test_signs_that_turn_letters_around_are_not_repeated_to_the_reader():
    assert parse("corridors\u202e daor\x00").typed == "corridors daor"


def test_alone_or_in_a_phrase_they_are_searched_for():
    assert words_of("the who") == ["the", "who"]
    assert words_of('"a war cannot be won"') == ["a", "war", "cannot", "be", "won"]


@pytest.mark.parametrize("typed", ['"second track"', "«second track»", "“second track”"])
def test_quotation_marks_of_all_languages_make_a_phrase(typed):
    assert parse(typed).phrases == ((" second track ",),)


def test_a_minus_excludes_a_word_or_a_phrase():
    query = parse('corridors -rail -"winter roads"')
    assert [word.text for word in query.words] == ["corridors"]
    word, phrase = query.without
    assert ("rail" in word.groups[0], word.phrases) == (True, ())
    assert (len(phrase.groups), phrase.phrases) == (2, ((" winter road ",),))


def test_an_unclosed_quotation_mark_after_a_minus_excludes_the_word_after_it():
    query = parse('-"arms control')
    assert (len(query.without), [word.text for word in query.words]) == (1, ["control"])


def test_a_hyphen_within_a_word_excludes_nothing():
    query = parse("NATO-Russia")
    assert (words_of("NATO-Russia"), query.without) == (["nato", "russia"], ())


@pytest.mark.parametrize(
    "typed",
    ["author:Kortunov", "автор:Кортунов", "Author: Kortunov", "автор: «Кортунов»", "author:  Kortunov"],
)
def test_fields_have_names_in_every_language(typed):
    (group,) = parse(typed).fields
    assert "ᵃⁿkortunov" in group
    assert not parse(typed).words


def test_years_may_be_a_range_or_several():
    assert parse("year:2018-2020").fields == (("ᶠyear:2018", "ᶠyear:2019", "ᶠyear:2020"),)
    assert parse("year:2021 year:2019").fields == (("ᶠyear:2021", "ᶠyear:2019"),)
    assert parse("year:1989-2010").fields == (("ᶠyear:1989", "ᶠyear:199*", "ᶠyear:200*", "ᶠyear:2010"),)
    assert parse("year:1800-2026").fields[0][0] == "ᶠyear:18*"
    assert parse("year:2020-").fields[0][0] == "ᶠyear:202*"
    assert parse("год:2019").fields == (("ᶠyear:2019",),)
    assert parse("year:soon").fields == (("ᶠyear:none",),)


@pytest.mark.parametrize("name", ["year:", "year: ", "год:", "Год: "])
@pytest.mark.parametrize("dash", ["-", " - ", "- ", "–", " – ", " –", "—", " — ", "−", "‑"])
def test_spaces_around_the_dash_of_a_range_of_years_change_nothing(name, dash):
    query = parse(f"{name}2018{dash}2020 arms")
    assert query.fields == (("ᶠyear:2018", "ᶠyear:2019", "ᶠyear:2020"),)
    assert ([word.text for word in query.words], query.without) == (["arms"], ())


def test_a_minus_before_the_next_word_still_excludes_it():
    query = parse("year: 2018 -2020")
    assert (query.fields, len(query.without)) == ((("ᶠyear:2018",),), 1)


def test_an_unknown_field_is_a_word():
    assert words_of("colour:red") == ["colour", "red"]


def test_too_much_is_refused():
    parse("a" * LONGEST)
    with pytest.raises(TooLong):
        parse("a" * (LONGEST + 1))


@given(st.text(max_size=LONGEST))
def test_everything_else_is_understood(text):
    query = parse(text)
    tokens = [token for word in query.words for token in word.tokens]
    assert all(" " not in token and '"' not in token for token in tokens)
