"""Texts and searches become tokens by which they find each other, whatever the script, form or spelling."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.language.analyser import (
    LONGEST,
    _stem,
    keys_of_name,
    keys_of_names,
    possible_stems,
    stem,
    stems,
    typed_in_other_layouts,
    with_whole_numbers,
    words_in,
)
from thinktank.language.searching import fold


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("relations", "relation", "en"),
        ("вооружений", "вооружениями", "ru"),
        ("Ёлка", "елкой", "ru"),
        ("Россий\u0306ский".replace("й\u0306", "и\u0306"), "российского", "ru"),
        ("Внешне\u00adполитический", "внешнеполитического", "ru"),
        ("NATO’s", "nato", "en"),
        ("Юлії", "Юлии", "ru"),
        ("україни", "Украиной", "ru"),
        ("Вѣсти", "вестями", "ru"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, language):
    assert stems(one, language) == stems(other, language)


def test_hyphens_divide_words_and_the_letter_after_an_apostrophe_is_left_out():
    assert words_in("NATO-Russia, Russia's and O’Neill’s") == [
        "nato",
        "russia",
        "russia",
        "and",
        "o",
        "neill",
    ]


@given(st.integers(1_000, 10**17), st.sampled_from([",", " ", "\xa0", "\u202f", "\u2009", "'", "’"]))
def test_a_number_is_one_word_however_its_digits_are_grouped(number, sign):
    written = f"{number:,}".replace(",", sign)
    for text in (f"{written} x", f"x{'–'}{written}.", f"({written}), {written}–{written}"):
        assert set(words_in(text)) - {"x"} == {str(number)}, text
        assert with_whole_numbers(text) == text.replace(written, str(number))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,5 and 1.5", ["1", "5", "and", "1", "5"]),
        ("3.141, 0,125", ["3", "141", "0", "125"]),
        ("10, 000", ["10", "000"]),
        ("100, 200, 300", ["100", "200", "300"]),
        ("in 2019 200 people", ["in", "2019", "200", "people"]),
        ("12 345\n678", ["12345", "678"]),
        ("+7 495 123 45 67", ["7", "495", "123", "45", "67"]),
        ("192.168.100.200", ["192", "168", "100", "200"]),
        ("10 000,5", ["10000", "5"]),
        ("T34 000, 5 000th", ["t34", "000", "5", "000th"]),
        ("1,23,456", ["1", "23", "456"]),
        ("٣ ٠٠٠", ["٣", "٠٠٠"]),
    ],
)
def test_other_figures_with_signs_between_them_are_words_of_their_own(text, words):
    assert words_in(text) == words


def test_a_word_in_another_script_is_stemmed_in_the_language_of_that_script():
    assert stems("доклад reports", "ru") == ["доклад", "report"]
    assert stem("доклады", "en") == "доклад"


@pytest.mark.parametrize(
    "spellings",
    [
        ["Thomson", "Tomson", "Томсон", "Томсона", "Томсоном"],
        ["Kortunov", "Кортунов", "Кортунову"],
        ["Kubiak", "Кубяк"],
        ["Velinskaya", "Велинская"],
        ["NATO", "НАТО"],
        ["Đorđe", "Dorde", "Djordje", "Джордже", "Ђорђе"],
        ["Sørensen", "Sorensen", "Soerensen"],
        ["Łódź", "Lodz", "Лодзь"],
        ["Groß", "Gross", "Гросс"],
        ["Æther", "Aether"],
        ["Київ", "Kyiv"],
        ["Киев", "Kiev"],
        ["Єрмак", "Ермак", "Yermak"],
        ["Ґалаґан", "Галаган", "Galagan"],
    ],
)
def test_spellings_of_one_name_share_a_key(spellings):
    keys = [set(keys_of_name(fold(spelling))) for spelling in spellings]
    assert set.intersection(*keys)


def test_only_capitalised_words_of_a_text_have_keys_of_names():
    assert keys_of_names("Adam walks") == list(keys_of_name("adam"))


def test_words_typed_in_another_layout():
    assert typed_in_other_layouts("rjynhjkm") == ["контроль"]
    assert typed_in_other_layouts("лщкегтщм") == ["kortunov"]
    assert typed_in_other_layouts("2019 ?!") == []


@given(st.text(max_size=80))
def test_every_text_has_short_tokens_without_spaces(text):
    tokens = [*stems(text, "en"), *stems(text, "ru"), *keys_of_names(text)]
    tokens += [each for word in words_in(text) for each in possible_stems(word)]
    assert all(
        token and len(token) <= LONGEST + 1 and not token.isspace() and " " not in token for token in tokens
    )


@given(st.text(max_size=40))
def test_a_word_of_a_search_has_the_stem_that_a_text_has(text):
    for word in words_in(text):
        assert {stem(word, "en"), stem(word, "ru")} <= set(possible_stems(word))


def test_threads_stem_at_once():
    """Snowball's stemmer keeps the word it works on in itself: each thread has one of its own."""
    words = [f"{'relation' * n}s" for n in range(1, 7)] * 50
    alone = [possible_stems(word) for word in words]
    start = threading.Barrier(4)

    def work(_n):
        start.wait()
        return [_stem.__wrapped__("english", word) for word in words]

    with ThreadPoolExecutor(4) as pool:
        assert all([[each] for each in found] == alone for found in pool.map(work, range(4)))
