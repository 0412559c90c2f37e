"""The cache in a process's memory never holds more bytes than it may, and what was used last stays."""

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from thinktank.delivery.memory_cache import MemoryCache, _stores

pytestmark = pytest.mark.once
MAX_BYTES = 100


def empty_cache():
    cache = MemoryCache("of the tests", {"OPTIONS": {"MAX_BYTES": MAX_BYTES}})
    cache.clear()
    return cache


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 150)), max_size=40))
def test_it_never_holds_more_bytes_than_it_may_and_what_it_gives_is_what_was_set(sets):
    cache, last = empty_cache(), {}
    for key, size in sets:
        cache.set(key, value := key.encode() * size)
        last[key] = value if size <= MAX_BYTES else None
        assert cache.get(key) == last[key]
        assert sum(map(len, filter(None, map(cache.get, "abcdef")))) <= MAX_BYTES
        assert _stores["of the tests"].currsize <= MAX_BYTES
    assert all(cache.get(key) in (None, value) for key, value in last.items())


def test_the_least_recently_used_entry_falls_out_first():
    cache = empty_cache()
    for key in "abc":
        cache.set(key, b"x" * 30)
    cache.get("a")
    cache.set("d", b"x" * 30)
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


def test_an_entry_is_gone_when_its_time_has_passed_and_after_delete():
    cache = empty_cache()
    with time_machine.travel(0, tick=False) as clock:
        cache.set("page", b"x", timeout=10)
        assert cache.get("page") == b"x"
        clock.shift(10)
        assert cache.get("page", "none") == "none"
    cache.set("page", b"y", timeout=None)
    assert (cache.delete("page"), cache.delete("page"), cache.get("page")) == (True, False, None)
