import unicodedata

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from thinktank.language.names import monogram


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


@any_of(st.text(), st.text(), st.sampled_from(["en", "ru", "de"]))
def test_a_monogram_does_not_depend_on_how_letters_are_composed(given, family, language):
    apart = [unicodedata.normalize("NFD", name) for name in (given, family)]
    assert monogram(*apart, language) == monogram(given, family, language)
