import datetime

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from thinktank.readers.models import AbuseWindow
from thinktank.readers.networks import prefix_tags, salts_kept_too_long
from thinktank.readers.refusal import Refusal
from thinktank.readers.throttle import Allowance, admit, forget_old_networks, give_back, spend

NOW = datetime.datetime(2026, 3, 1, 12, 3, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _few_are_enough(settings, tmp_path):
    settings.DAY_SALT_DIR = tmp_path / "salts"
    settings.BALLOTS_PER_SUBSCRIBER, settings.BALLOTS_PER_NETWORK = 3, 5


def from_address(address):
    return RequestFactory().post("/", REMOTE_ADDR=address)


def is_admitted(address, at=NOW, subject="poll"):
    try:
        admit(from_address(address), subject, at)
    except Refusal as refusal:
        assert refusal.status == 429
        return False
    return True


@pytest.mark.django_db
def test_one_address_may_begin_so_many_ballots_in_ten_minutes_and_then_as_many_more():
    assert [is_admitted("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert is_admitted("192.0.2.1", subject="another poll")
    assert not is_admitted("192.0.2.1", NOW + 9 * MINUTE)
    assert is_admitted("192.0.2.1", NOW + 10 * MINUTE)


@pytest.mark.once
@pytest.mark.django_db
@hypothesis_settings(max_examples=30)
@given(gaps=st.lists(st.integers(0, 400), min_size=4, max_size=30), start=st.integers(0, 86_400))
def test_no_minute_hour_or_day_boundary_gives_a_second_allowance(gaps, start):
    """No four admitted attempts are within nine minutes; not ten, since the window counts whole minutes."""
    AbuseWindow.objects.all().delete()
    moment, admitted = NOW + datetime.timedelta(seconds=start), []
    for gap in gaps:
        moment += datetime.timedelta(seconds=gap)
        if is_admitted("192.0.2.1", moment):
            admitted.append(moment)

    assert all(later - first > 9 * MINUTE for first, later in zip(admitted, admitted[3:], strict=False))


@pytest.mark.django_db
def test_refused_attempts_are_not_counted_and_returned_ones_can_be_spent_again():
    allowances = [Allowance("somebody", 2), Allowance("everybody", 9)]
    assert [spend("s", allowances, NOW) for _ in range(3)] == [0, 0, 600]
    give_back("s", allowances, NOW)

    assert [spend("s", allowances, NOW) > 0 for _ in range(2)] == [False, True]
    assert sorted(AbuseWindow.objects.values_list("n", flat=True)) == [2, 2]


@pytest.mark.django_db
def test_counts_of_a_clock_that_was_ahead_limit_no_one():
    assert [is_admitted("192.0.2.1", NOW + 3 * DAY) for _ in range(3)] == [True] * 3

    assert is_admitted("192.0.2.1", NOW)
    forget_old_networks(NOW)
    assert AbuseWindow.objects.count() == 2


@pytest.mark.django_db
def test_floods_are_limited_even_if_the_salt_cannot_be_stored(settings, tmp_path):
    settings.DAY_SALT_DIR = tmp_path / "file"
    settings.DAY_SALT_DIR.write_text("in the way")

    assert [is_admitted("192.0.2.1") for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_a_neighbourhood_has_a_limit_that_one_address_cannot_use_up():
    assert [is_admitted("192.0.2.1") for _ in range(50)].count(True) == 3
    assert [is_admitted(f"192.0.2.{n}") for n in range(10, 14)] == [True, True, False, False]
    assert is_admitted("192.0.3.1")


@pytest.mark.django_db
def test_ipv6_subscribers_differ_in_64_bits_and_neighbourhoods_in_48():
    assert [is_admitted(f"2001:db8:1:1::{n}") for n in range(1, 5)] == [True, True, True, False]
    assert [is_admitted(f"2001:db8:1:2::{n}") for n in range(1, 4)] == [True, True, False]
    assert is_admitted("2001:db8:2::1")


@pytest.mark.django_db
def test_a_refusal_says_how_long_to_wait():
    for _ in range(3):
        admit(from_address("192.0.2.1"), "poll", NOW)

    with pytest.raises(Refusal) as refusal:
        admit(from_address("192.0.2.1"), "poll", NOW)
    assert refusal.value.retry_after == 10 * 60


def test_a_tag_means_the_same_for_a_day_and_nothing_on_the_next(settings):
    first = prefix_tags(from_address("192.0.2.1"), NOW)

    assert prefix_tags(from_address("192.0.2.1"), NOW + 11 * 60 * MINUTE) == first
    assert prefix_tags(from_address("192.0.2.1"), NOW + DAY) != first
    assert {len(tag) for tag in first} == {16}
    assert prefix_tags(from_address("192.0.2.99"), NOW)[1] == first[1]
    assert prefix_tags(from_address("192.0.2.99"), NOW)[0] != first[0]


def test_requests_without_an_address_share_one_limit():
    assert prefix_tags(from_address(""), NOW) == prefix_tags(from_address("unix:"), NOW)


@pytest.mark.django_db
def test_counts_are_gone_after_an_hour_and_salts_an_hour_after_their_day(settings):
    is_admitted("192.0.2.1", NOW)
    salts = settings.DAY_SALT_DIR

    assert forget_old_networks(NOW + 50 * MINUTE) == 0
    assert forget_old_networks(NOW + 61 * MINUTE) == 2
    assert [salt.name for salt in salts.iterdir()] == ["2026-03-01"]
    forget_old_networks(NOW.replace(hour=0, minute=59) + DAY)
    assert [salt.name for salt in salts.iterdir()] == ["2026-03-01"]
    assert salts_kept_too_long(NOW + DAY) == []
    assert salts_kept_too_long(NOW + 2 * DAY) == ["2026-03-01"]
    forget_old_networks(NOW.replace(hour=1) + DAY)
    assert list(salts.iterdir()) == []
