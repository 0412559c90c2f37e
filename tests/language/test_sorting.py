import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thinktank.language.sorting import folded, initial, sort_key


def in_order(names, language):
    return sorted(names, key=lambda name: sort_key(name, language))


def test_russian_names_are_sorted_from_a_to_ya_with_yo_as_ye_and_latin_after():
    names = [
        "9 мая",
        "Абрам",
        "еж",
        "Ёжиков",
        "Елкин",
        "Ёлкин",
        "Жук",
        "Иванов",
        "Йорк",
        "Яковлев",
        "Adam",
        "Émile",
        "Zoe",
    ]
    assert in_order(reversed(names), "ru") == names


def test_english_names_go_from_a_to_z_without_regard_to_accents_and_cyrillic_after():
    names = [
        "Adam",
        "Ångström",
        "de Gaulle",
        "Émile",
        "Eva",
        "Łódź",
        "“Nato”",
        "Oak",
        "O’Neill",
        "Ørsted",
        "Zoe",
        "Ёлкин",
        "Иванов",
        "Яковлев",
    ]
    assert in_order(reversed(names), "en") == names


def test_figures_go_by_the_number_they_make():
    names = ["2 мая", "10 лет", "Группа 2", "Группа 10", "Группа II", "Группа²"]
    assert in_order(reversed(names), "ru") == [
        "2 мая",
        "10 лет",
        "Группа 2",
        "Группа 10",
        "Группа II",
        "Группа²",
    ]
    assert in_order(["1" * 5000, "9"], "en")[0] == "9"


def test_a_shorter_name_comes_before_a_longer_one():
    assert in_order(["Ann Marie", "Anna", "Ann"], "en") == ["Ann", "Ann Marie", "Anna"]


@example(["A", "a"], "en")
@given(st.lists(st.text()), st.sampled_from(["en", "ru", "de"]))
def test_the_order_does_not_depend_on_where_it_starts(names, language):
    assert in_order(names, language) == in_order(reversed(names), language)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("«Левада-Центр»", "Л"),
        ("„Кавычки“", "К"),
        ("Ёж", "Е"),
        ("ʻAli", "A"),
        ("’t Hooft", "T"),
        ("d'Artagnan", "D"),
        ("(RIAC)", "R"),
        ("- Тире", "Т"),
        ("\u200b\xadIvan", "I"),
        ("И\u0306орк", "Й"),
        ("2030 club", "2"),
        ("Łódź", "L"),
        ("Ørsted", "O"),
        ("Ægir", "A"),
        ("…", ""),
    ],
)
def test_a_name_stands_under_its_first_letter_or_figure(name, letter):
    assert initial(name) == letter


def test_apostrophes_quotation_marks_and_brackets_do_not_move_a_name():
    assert in_order(["«Левада-Центр»", "Левада", "(Лев)", "Лебедь"], "ru") == [
        "Лебедь",
        "(Лев)",
        "Левада",
        "«Левада-Центр»",
    ]
    names = ["ʻAbd", "Ali", "d'Artagnan", "Darwin", "O'Hara", "Ohio", "Ohm"]
    assert in_order(reversed(names), "en") == ["ʻAbd", "Ali", "d'Artagnan", "Darwin", "O'Hara", "Ohio", "Ohm"]


def test_invisible_characters_do_not_split_words_of_a_search():
    assert folded("Внешне\xadполити\u200bческий КУРС") == "внешнеполитический курс"
