import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from thinktank.language import typography
from thinktank.language.typography import typeset, typeset_parts

LANGUAGES = st.sampled_from(["en", "ru"])
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(
            ["слово", "В", " ", " ", "\xa0", "-", "--", " - ", " — ", '"', '"', "'", "«", "»", "„", "“", "”", "...", "5",
             "10-15", "1 000", "г.", "А.", "Б. ", "№", "т.", "е.", "бы", "don't", "pp. ", "XIX-XX", "Mr ", "\n", "https://x.example/a-b"]
        ),
    ),
    max_size=14,
).map("".join)  # fmt: skip


def visible(text):
    return text.replace("\xa0", "⍽")


@given(TEXTS, LANGUAGES)
def test_typesetting_twice_changes_nothing(text, language):
    once = typeset(text, language)
    assert typeset(once, language) == once


@given(TEXTS, LANGUAGES)
def test_letters_and_digits_stay(text, language):
    assert [s for s in typeset(text, language) if s.isalnum()] == [s for s in text if s.isalnum()]


@given(st.lists(TEXTS, min_size=1, max_size=5), LANGUAGES)
def test_no_letter_moves_from_one_part_to_another(parts, language):
    after = typeset_parts(parts, language)
    assert [re.sub(r"[\W_]", "", part) for part in after] == [re.sub(r"[\W_]", "", part) for part in parts]
    assert "".join(after) == typeset("".join(parts), language)


@given(TEXTS, LANGUAGES)
def test_addresses_stay(text, language):
    for address in [
        "https://x.example/a--b/it's/10-15...?q=5-7",
        "a'b-c@x-y.example",
        "www.x.example/a--b",
        "doi.example/10.1234/5-7",
        "10.1234/abc-5-7'x",
    ]:
        assert address in typeset(f"{text} {address} {text}", language)


@given(st.text())
def test_text_in_a_language_without_rules_does_not_change(text):
    assert typeset(text, "de") == text
    assert typeset_parts([text, text], "xx-yy") == [text, text]


def test_a_regional_code_is_served_by_its_language():
    assert typeset('"a"', "en-gb") == "“a”"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('Он сказал: "Это "важный" шаг".', "Он сказал: «Это „важный“ шаг»."),
        ("«Совет «Мир»»", "«Совет „Мир“»"),
        ("“Foreign Affairs”", "«Foreign Affairs»"),
        ('("Да")', "(«Да»)"),
        ('"Раз ".', "«Раз »."),
        ('5" экран', '5" экран'),
        ("Это - да", "Это⍽— да"),
        ("Это -- да", "Это⍽— да"),
        ("Это – да", "Это⍽— да"),
        ("Это — да", "Это⍽— да"),
        ("- Да, - сказал он", "—⍽Да,⍽— сказал он"),
        ("кто-то из-за угла", "кто-то из-за угла"),
        ("5 - 3", "5 - 3"),
        ("1939-1945, 10-15, XIX-XX", "1939–1945, 10–15, XIX–XX"),
        ("COVID-19, 2019-03-05, +7 495 123-45-67, 15-10", "COVID-19, 2019-03-05, +7⍽495⍽123-45-67, 15-10"),
        ("И в доме, и на улице", "И⍽в⍽доме, и⍽на улице"),
        ("он же был бы", "он же был бы"),
        ("5 марта 2019 г. в г. Москве", "5⍽марта 2019⍽г. в⍽г.⍽Москве"),
        ("в 2019 г. Россия", "в⍽2019⍽г. Россия"),
        ("XX в.", "XX⍽в."),
        ("1 250 000 руб.", "1⍽250⍽000⍽руб."),
        ("№5, № 5, § 3", "№⍽5, №⍽5, §⍽3"),
        ("с. 10, рис. 2, ул. Ленина", "с.⍽10, рис.⍽2, ул.⍽Ленина"),
        ("т.е., т. е., и т.д., до н. э.", "т.⍽е., т.⍽е., и⍽т.⍽д., до н.⍽э."),
        ("А.Б. Иванов, А. Иванов, Петров В. Г.", "А.⍽Б.⍽Иванов, А.⍽Иванов, Петров⍽В.⍽Г."),
        ("США. Потом", "США. Потом"),
        ("д'Арк...", "д’Арк…"),
    ],
)
def test_russian(typed, set_):
    assert visible(typeset(typed, "ru")) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('"Yes," she said, "no."', "“Yes,” she said, “no.”"),
        ("don't, the students' hall, '90s, 'tis", "don’t, the students’ hall, ’90s, ’tis"),
        ("'Yes', 'in 1999', \"he said 'no'\"", "‘Yes’, ‘in 1999’, “he said ‘no’”"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("6' 2\" tall", "6' 2\" tall"),
        ("a - b -- c – d", "a⍽– b⍽– c⍽– d"),
        ("word--word, a—b", "word⍽– word, a—b"),
        ("well-known --option", "well-known --option"),
        ("pp. 10-15, 1939-45, 5 - 3", "pp.⍽10–15, 1939–45, 5 - 3"),
        ("F-16, 2019-03-05, 978-5-7, ISO 8601-1", "F-16, 2019-03-05, 978-5-7, ISO 8601-1"),
        ("wait... [...] a....", "wait… […] a...."),
        ("5 March, 10 km, 5 per cent, Mr Smith", "5⍽March, 10⍽km, 5⍽per cent, Mr⍽Smith"),
        ("J. R. R. Tolkien, U.S. Army", "J.⍽R.⍽R.⍽Tolkien, U.S.⍽Army"),
        ("«Россия сегодня»", "«Россия сегодня»"),
    ],
)
def test_english(typed, set_):
    assert visible(typeset(typed, "en")) == set_


def test_a_text_whose_rules_never_agree_stays_as_it_was(monkeypatch):
    monkeypatch.setattr(typography, "PASSES", 1)
    assert typeset("Это - да", "ru") == "Это - да"


def test_marks_stand_in_the_part_they_were_typed_in():
    assert typeset_parts(['"', "Да", '" - ', "в", " доме №", "5"], "ru") == [
        "«",
        "Да",
        "»\xa0— ",
        "в",
        "\xa0доме №\xa0",
        "5",
    ]


def test_the_texts_of_the_demo_are_set_as_they_should_be():
    """These texts already have the right marks: typography may only add non-breaking spaces."""
    texts = list((settings.BASE_DIR / "thinktank/operations/demo/content").rglob("*.html"))
    assert texts
    for path in texts:
        for paragraph in re.findall(r">([^<]+)<", path.read_text()):
            assert typeset(paragraph, path.stem).replace("\xa0", " ") == paragraph.replace("\xa0", " ")
