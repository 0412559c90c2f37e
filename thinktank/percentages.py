"""Whole percentages of counts, for every page and chart that shows them."""

from collections.abc import Sequence


def adding_up_to_100(counts: Sequence[int]) -> list[int]:
    """The percentage of each count in their sum, by largest remainder (Hamilton): exactly 100 in all, or all 0."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    shares = [divmod(100 * count, total) for count in counts]
    missing = 100 - sum(whole for whole, _rest in shares)
    by_rest = sorted(range(len(counts)), key=lambda i: (-shares[i][1], -counts[i], i))
    rounded_up = set(by_rest[:missing])
    return [whole + (i in rounded_up) for i, (whole, _rest) in enumerate(shares)]


def to_the_nearest(counts: Sequence[int], total: int) -> list[int]:
    """The percentage of each count in the total, halves rounded up; all 0 when the total is 0. The sum may be any."""
    return [(200 * count + total) // (2 * total) if total else 0 for count in counts]
