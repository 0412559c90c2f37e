from hypothesis import given
from hypothesis import strategies as st

from thinktank.percentages import adding_up_to_100, to_the_nearest

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


def test_percentages_of_33_30_24_and_21_votes_are_31_28_22_and_19():
    assert adding_up_to_100([33, 30, 24, 21]) == [31, 28, 22, 19]


@given(COUNTS)
def test_percentages_add_up_to_exactly_100(counts):
    assert sum(adding_up_to_100(counts)) == (100 if any(counts) else 0)


@given(COUNTS)
def test_percentages_are_less_than_one_away_from_the_true_share(counts):
    total = sum(counts)
    for count, percent in zip(counts, adding_up_to_100(counts), strict=True):
        assert total == 0 or abs(100 * count / total - percent) < 1


@given(COUNTS)
def test_more_votes_never_show_fewer_percent(counts):
    pairs = sorted(zip(counts, adding_up_to_100(counts), strict=True), key=lambda pair: pair[0])
    for (fewer, lower), (more, higher) in zip(pairs, pairs[1:], strict=False):
        assert lower <= higher or fewer == more


@given(COUNTS, st.data())
def test_a_further_vote_never_lowers_the_options_own_percentage(counts, data):
    chosen = data.draw(st.integers(0, len(counts) - 1))
    more = list(counts)
    more[chosen] += data.draw(st.integers(1, 1000))

    assert adding_up_to_100(more)[chosen] >= adding_up_to_100(counts)[chosen]


@given(st.integers(1, 10**6), st.data())
def test_percentages_of_a_given_total_are_rounded_to_the_nearest_whole(voters, data):
    counts = data.draw(st.lists(st.integers(0, voters), min_size=1, max_size=8))

    for count, share in zip(counts, to_the_nearest(counts, voters), strict=True):
        assert abs(share - 100 * count / voters) <= 0.5


def test_halves_are_rounded_up_and_of_nobody_there_is_no_share():
    assert to_the_nearest([1, 1, 2, 3], 8) == [13, 13, 25, 38]
    assert to_the_nearest([0, 0], 0) == adding_up_to_100([0, 0]) == [0, 0]
