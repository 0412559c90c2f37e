"""Rotation keeps what it promises, whatever the times of the backups are."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from thinktank.backups.rotation import DAY, moment_of, name_at, too_many

NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
ages = st.sets(st.integers(0, 3 * 366 * 24 * 4), max_size=60)  # in quarters of an hour


def names(ages):
    return [name_at(NOW - datetime.timedelta(minutes=15 * age)) for age in ages]


@given(ages)
def test_no_period_loses_its_newest_and_the_last_day_is_kept_whole(ages):
    made = names(ages)
    removed = too_many(made, NOW)
    kept = set(made) - set(removed)
    assert set(removed) <= set(made)
    for period_of, most in [
        (lambda at: at.date(), 7),
        (lambda at: at.isocalendar()[:2], 5),
        (lambda at: (at.year, at.month), 12),
    ]:
        newest = {}
        for name in sorted(made, reverse=True):
            newest.setdefault(period_of(moment_of(name)), name)
        assert set(list(newest.values())[:most]) <= kept
    assert {name for name in made if moment_of(name) > NOW - DAY} <= kept
    assert len(kept) <= len([name for name in made if moment_of(name) > NOW - DAY]) + 7 + 5 + 12


@given(ages)
def test_removing_again_removes_nothing(ages):
    made = names(ages)
    kept = sorted(set(made) - set(too_many(made, NOW)))
    assert too_many(kept, NOW) == []
