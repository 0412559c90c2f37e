import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.language.names import family_first, monogram, split_name


@pytest.mark.parametrize(
    ("name", "given_and_family"),
    [
        ("Andrey Kortunov", ("Andrey", "Kortunov")),
        ("Sir Adam Thomson", ("Adam", "Thomson")),
        ("Prof. Dr. Ada Lovelace", ("Ada", "Lovelace")),
        ("Ursula von der Leyen", ("Ursula", "von der Leyen")),
        ("Martin Luther King Jr.", ("Martin Luther", "King Jr.")),
        ("Martin Luther King, Jr.", ("Martin Luther", "King Jr.")),
        ("Kubiak, Katarzyna", ("Katarzyna", "Kubiak")),
        ("Plato", ("", "Plato")),
        ("", ("", "")),
    ],
)
def test_english_names_are_told_apart(name, given_and_family):
    assert split_name(name, "en") == given_and_family


@pytest.mark.parametrize(
    ("name", "given_and_family"),
    [
        ("Андрей Кортунов", ("Андрей", "Кортунов")),
        ("Дмитрий Александрович Данилов", ("Дмитрий Александрович", "Данилов")),
        ("Данилов Дмитрий Александрович", ("Дмитрий Александрович", "Данилов")),
        ("Иван Иванович Попович", ("Иван Иванович", "Попович")),
        ("Урсула фон дер Ляйен", ("Урсула", "фон дер Ляйен")),
        ("д-р Анна Ильинична Котова", ("Анна Ильинична", "Котова")),
    ],
)
def test_russian_names_are_told_apart(name, given_and_family):
    assert split_name(name, "ru") == given_and_family


@given(st.text(), st.sampled_from(["en", "ru", "de"]))
def test_any_text_is_survived(name, language):
    assert family_first(name, language) == family_first(name, language).strip(" ")


@given(st.sampled_from(["Анна", "Иван", "Мария"]), st.sampled_from(["Котова", "Данилов", "Кубяк"]))
def test_the_inverted_name_says_the_same(given_name, family_name):
    inverted = family_first(f"{given_name} {family_name}", "ru")
    assert inverted == f"{family_name}, {given_name}"
    assert family_first(inverted, "ru") == inverted


@pytest.mark.parametrize(
    ("given", "family", "letters"),
    [
        ("Жан-Пьер", "Дюпон", "ЖД"),
        ("ʻAli", "al-Sadr", "AA"),
        ("", "O'Neill", "O"),
        ("Charles", "de Gaulle", "CD"),
        ("“Ann”", "(Lee)", "AL"),
        ("Sir Adam", "Thomson", "AT"),
    ],
)
def test_a_monogram_is_the_first_letters_of_given_and_family_name_as_they_are_sorted(given, family, letters):
    assert monogram(given, family, "en") == letters
