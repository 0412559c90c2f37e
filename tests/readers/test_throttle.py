import datetime

import pytest
from django.test import RequestFactory

from thinktank.readers.models import AbuseWindow
from thinktank.readers.refusal import Refusal
from thinktank.readers.throttle import admit, forget_old_networks, prefix_tags

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
def test_one_address_may_begin_so_many_in_ten_minutes_and_then_again():
    assert [is_admitted("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert is_admitted("192.0.2.1", subject="another poll")
    assert not is_admitted("192.0.2.1", NOW + 6 * MINUTE)
    assert is_admitted("192.0.2.1", NOW + 7 * MINUTE)


@pytest.mark.django_db
def test_a_neighbourhood_has_a_limit_that_one_address_cannot_use_up():
    assert [is_admitted("192.0.2.1") for _ in range(50)].count(True) == 3
    assert [is_admitted(f"192.0.2.{n}") for n in range(10, 14)] == [True, True, False, False]
    assert is_admitted("192.0.3.1")


@pytest.mark.django_db
def test_ipv6_subscribers_are_told_apart_by_64_bits_and_neighbourhoods_by_48():
    assert [is_admitted(f"2001:db8:1:1::{n}") for n in range(1, 5)] == [True, True, True, False]
    assert [is_admitted(f"2001:db8:1:2::{n}") for n in range(1, 4)] == [True, True, False]
    assert is_admitted("2001:db8:2::1")


@pytest.mark.django_db
def test_the_refusal_says_how_long_to_wait():
    for _ in range(3):
        admit(from_address("192.0.2.1"), "poll", NOW)

    with pytest.raises(Refusal) as refusal:
        admit(from_address("192.0.2.1"), "poll", NOW)
    assert refusal.value.retry_after == 7 * 60


def test_a_tag_means_the_same_for_a_day_and_nothing_on_the_next(settings):
    first = prefix_tags(from_address("192.0.2.1"), NOW)

    assert prefix_tags(from_address("192.0.2.1"), NOW + 11 * 60 * MINUTE) == first
    assert prefix_tags(from_address("192.0.2.1"), NOW + DAY) != first
    assert {len(tag) for tag in first} == {16}
    assert prefix_tags(from_address("192.0.2.99"), NOW)[1] == first[1]
    assert prefix_tags(from_address("192.0.2.99"), NOW)[0] != first[0]


def test_a_request_without_an_address_is_limited_with_its_like():
    assert prefix_tags(from_address(""), NOW) == prefix_tags(from_address("unix:"), NOW)


@pytest.mark.django_db
def test_salts_and_counts_are_gone_after_two_days(settings):
    is_admitted("192.0.2.1", NOW)
    salts = settings.DAY_SALT_DIR

    assert forget_old_networks(NOW + 12 * 60 * MINUTE) == 0
    assert [salt.name for salt in salts.iterdir()] == ["2026-03-01"]
    assert forget_old_networks(NOW + 2 * DAY) == 2
    assert list(salts.iterdir()) == []
    assert AbuseWindow.objects.count() == 0
