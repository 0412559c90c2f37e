"""In-process cache of the sizes of long lists, which cost more to count than a page of them costs to read."""

from collections.abc import Callable, Hashable
from typing import Any

from django.utils import timezone

from thinktank.delivery.cache_tags import CacheState, cache_state
from thinktank.delivery.shared_values import site_version

MAX_ENTRIES = 5_000
_counts: dict[tuple[Hashable, ...], tuple[Any, CacheState]] = {}


def cached_count[T](name: tuple[Hashable, ...], tags: list[str], count: Callable[[], T]) -> T:
    """The result of `count()`, computed again when a tag is invalidated, a shared value changes or a day ends.

    `name` says what is counted.
    """
    key = site_version(), timezone.localdate(), *name
    now = cache_state()
    found = _counts.get(key)
    if found is None or found[1].is_old(now, tags):
        if len(_counts) >= MAX_ENTRIES:
            _counts.clear()
        found = _counts[key] = count(), now
    return found[0]
