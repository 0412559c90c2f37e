"""Tables for spreadsheet programs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.delivery.spreadsheet import FORMULAS, csv_file


@pytest.mark.once
@given(st.text("ab =1", max_size=5), st.sampled_from([sign for sign in FORMULAS if sign.isprintable()]))
def test_no_cell_begins_as_a_formula(rest, sign):
    for text in (f"{sign}{rest}", f" {sign}{rest}"):
        assert csv_file([[text, -1]], "en") == f"\ufeff'{text},-1\r\n"


def test_numbers_and_separators_are_those_of_the_language():
    row = ["Порт", Decimal("-11200.5"), None]
    assert [csv_file([row], code) for code in ("en", "ru")] == [
        "\ufeffПорт,-11200.5,\r\n",
        "\ufeffПорт;-11200,5;\r\n",
    ]
