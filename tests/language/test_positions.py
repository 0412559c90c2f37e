import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.language.positions import after_position

pytestmark = pytest.mark.once

NAMES = st.text("абвгде АБВГДЕ abc ABC «»-", min_size=1).map(str.strip).filter(bool)


def line(role, name, inflected="", language="ru"):
    return role + "".join(after_position(name, inflected, language))


@pytest.mark.parametrize(
    ("name", "inflected", "expected"),
    [
        ("РСМД", "", "директор РСМД"),
        ("ELN", "", "директор ELN"),
        ("European Leadership Network", "", "директор European Leadership Network"),
        ("МИА «Россия сегодня»", "", "директор МИА «Россия сегодня»"),
        ("Институт Европы РАН", "Института Европы РАН", "директор Института Европы РАН"),
        ("Институт Европы РАН", "", "директор (Институт Европы РАН)"),
        ("«Открытый кампус»", "", "директор («Открытый кампус»)"),
    ],
)
def test_in_russian_an_institution_follows_a_position_in_the_genitive_or_in_brackets(
    name, inflected, expected
):
    assert line("директор", name, inflected) == expected


@given(name=NAMES)
def test_only_russian_names_that_do_not_decline_stand_unchanged_after_a_position(name):
    said = line("директор", name)
    assert said in (f"директор {name}", f"директор ({name})")
    assert not (said == f"директор {name}" and any("а" <= letter <= "я" for letter in name.split("«")[0]))


@given(name=NAMES)
def test_a_language_without_data_puts_a_comma_between_position_and_institution(name):
    assert (
        line("Director", name, language="en") == line("Director", name, language="xx") == f"Director, {name}"
    )


def test_the_inflected_name_follows_the_position_directly_in_every_language():
    assert line("Director", "Institute", "of the Institute", "en") == "Director of the Institute"
