import pytest
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from thinktank.delivery.paging import MAX_PAGE, get_page


def _page(number, items=range(95), per_page=10):
    return get_page(items, RequestFactory().get("/", {} if number is None else {"page": number}), per_page)


@pytest.mark.parametrize(("asked", "given_page"), [(None, 1), ("", 1), ("1", 1), ("3", 3), ("10", 10)])
def test_gives_the_page_asked_for(asked, given_page):
    assert _page(asked).number == given_page


@pytest.mark.parametrize(
    "asked",
    [
        "11",
        "0",
        "00",
        "-1",
        "01",
        "1.5",
        "two",
        "٣",
        "²",
        " 3",
        "3\n",
        "1e3",
        "9223372036854775807",
        "9" * 5000,
    ],
    ids=lambda asked: asked[:20],
)
def test_a_page_that_the_list_does_not_have_is_not_found(asked):
    with pytest.raises(Http404):
        _page(asked)


def test_ends_at_the_thousandth_page():
    items = range(20 * (MAX_PAGE + 5))
    page = _page(str(MAX_PAGE), items, 20)

    assert page.number == page.paginator.num_pages == MAX_PAGE
    assert not page.has_next()
    with pytest.raises(Http404):
        _page(str(MAX_PAGE + 1), items, 20)


def test_an_empty_list_has_one_empty_page():
    assert list(_page(None, [])) == []
    with pytest.raises(Http404):
        _page("2", [])


@given(st.text(max_size=40) | st.integers().map(str))
def test_any_page_parameter_gives_a_page_or_none(asked):
    try:
        page = _page(asked)
    except Http404:
        return
    assert asked in ("", str(page.number))
    assert len(page) in (10, 5)
