from hypothesis import example, given
from hypothesis import strategies as st

from thinktank.language.sorting import sort_key


def in_order(names, language):
    return sorted(names, key=lambda name: sort_key(name, language))


def test_russian_names_go_from_a_to_ya_with_yo_beside_ye_and_latin_after():
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
        "“Nato”",
        "O’Neill",
        "Oak",
        "Zoe",
        "Ёлкин",
        "Иванов",
        "Яковлев",
    ]
    assert in_order(reversed(names), "en") == names


def test_a_shorter_name_comes_before_a_longer_one():
    assert in_order(["Ann Marie", "Anna", "Ann"], "en") == ["Ann", "Ann Marie", "Anna"]


@example(["A", "a"], "en")
@given(st.lists(st.text()), st.sampled_from(["en", "ru", "de"]))
def test_the_order_does_not_depend_on_where_it_starts(names, language):
    assert in_order(names, language) == in_order(reversed(names), language)
