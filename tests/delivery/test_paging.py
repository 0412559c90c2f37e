import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from thinktank.delivery.paging import MAX_PAGE, get_page


def _page(number, items=range(95), per_page=10):
    return get_page(items, RequestFactory().get("/", {} if number is None else {"page": number}), per_page)


@pytest.mark.parametrize(
    ("asked", "given_page"),
    [(None, 1), ("1", 1), ("3", 3), ("10", 10), ("11", 10), ("999999999", 10), ("0", 1), ("-1", 1), ("", 1)]
    + [
        ("9223372036854775807", 1),
        ("9" * 26, 1),
        ("1.5", 1),
        ("two", 1),
        ("٣", 1),
        ("²", 1),
        (" 3", 1),
        ("3\n", 1),
    ],
)
def test_gives_the_first_page_for_odd_values_and_the_last_for_large_ones(asked, given_page):
    assert _page(asked).number == given_page


def test_ends_at_the_thousandth_page():
    page = _page("5000", range(20 * (MAX_PAGE + 5)), 20)

    assert page.number == page.paginator.num_pages == MAX_PAGE
    assert not page.has_next()


def test_an_empty_list_has_one_empty_page():
    assert list(_page("7", [])) == []


@given(st.text(max_size=40) | st.integers().map(str))
def test_any_page_parameter_gives_a_page(asked):
    page = _page(asked)

    assert 1 <= page.number <= 10
    assert len(page) in (10, 5)
