from hypothesis import given
from hypothesis import strategies as st

from thinktank.library.shapes import (
    CARD_WIDTHS,
    WIDTHS,
    card_box,
    card_height,
    card_widths,
    whole_height,
    whole_widths,
)

SIDES = st.integers(1, 12_000)
PER_CENT = st.integers(0, 100)


@given(SIDES, SIDES, PER_CENT, PER_CENT)
def test_the_box_of_a_card_lies_within_the_picture(width, height, focal_x, focal_y):
    left, top, right, bottom = card_box(width, height, focal_x, focal_y)

    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@given(st.integers(160, 12_000), st.integers(90, 12_000), PER_CENT, PER_CENT)
def test_the_box_is_16_to_9_and_as_large_as_can_be(width, height, focal_x, focal_y):
    left, top, right, bottom = card_box(width, height, focal_x, focal_y)

    assert abs((right - left) * 9 - (bottom - top) * 16) <= 16
    assert right - left == width or bottom - top == height


@given(st.integers(160, 12_000), st.integers(90, 12_000), PER_CENT, PER_CENT)
def test_the_focal_point_is_in_the_box(width, height, focal_x, focal_y):
    left, top, right, bottom = card_box(width, height, focal_x, focal_y)

    assert left - 1 <= width * focal_x / 100 <= right + 1
    assert top - 1 <= height * focal_y / 100 <= bottom + 1


@given(SIDES, SIDES)
def test_no_rendition_is_wider_than_its_picture_or_than_the_widths_we_make(width, height):
    wholes, cards = whole_widths(width, height), card_widths(width, height)

    assert wholes == sorted(set(wholes))
    assert cards == sorted(set(cards))
    assert 1 <= wholes[0] <= wholes[-1] <= min(width, WIDTHS[-1])
    assert 1 <= cards[0] <= cards[-1] <= min(width, CARD_WIDTHS[-1])
    assert wholes[-1] * whole_height(wholes[-1], width, height) <= 6_020_000 or wholes[-1] == 1
    assert all(card_height(each) >= 1 for each in cards)
