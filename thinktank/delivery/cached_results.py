"""In-process cache of what is counted or found in long lists and costs more than the page that shows it."""

from collections.abc import Callable, Hashable
from typing import Any

from django.utils import timezone

from thinktank.database.replica import reading_from_primary
from thinktank.delivery.cache_tags import CacheState, cache_state
from thinktank.delivery.rehearsal import is_rehearsal
from thinktank.delivery.shared_values import site_version

MAX_ENTRIES = 2_000
_results: dict[tuple[Hashable, ...], tuple[Any, CacheState]] = {}


def cached_result[T](name: tuple[Hashable, ...], tags: list[str], compute: Callable[[], T]) -> T:
    """The result of `compute()`, computed again when a tag is invalidated, a shared value changes or a day ends.

    `name` says what it is.
    """
    if is_rehearsal():
        return compute()
    key = site_version(), timezone.localdate(), *name
    now = cache_state()
    found = _results.get(key)
    if found is None or found[1].is_old(now, tags):
        if len(_results) >= MAX_ENTRIES:
            _results.clear()
        with reading_from_primary():
            found = _results[key] = compute(), now
    return found[0]
