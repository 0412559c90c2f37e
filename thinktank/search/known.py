"""What this process remembers of documents, so that thousands of results are counted and dated without reading them.

A document never changes (models.py), so what is remembered of a key stays right; what is not known yet is read.
"""

import sys
import threading
from collections.abc import Iterable
from itertools import batched
from typing import NamedTuple

from thinktank.database.many_keys import with_keys
from thinktank.search.models import SearchDocument

MOST = 400_000  # documents, of some 300 bytes each
AT_ONCE = 20_000


class Known(NamedTuple):
    """Sorts as results without a rank do: the newest first, those of one day as on every site with the same content."""

    age: int  # minus the ordinal of the day; 0 without a date
    owner: int  # the same for all languages of one publication, person ...
    language: str
    facets: tuple[str, ...]


_known: dict[int, Known] = {}
_lock = threading.Lock()


def known(keys: Iterable[int]) -> dict[int, Known]:
    """{key: what is known of the document} of those that exist."""
    keys = list(keys)
    if missing := [key for key in keys if key not in _known]:
        _read(missing)
    return {key: found for key in keys if (found := _known.get(key))}


def _read(keys: list[int]) -> None:
    with _lock:
        if len(_known) + len(keys) > MOST:
            _known.clear()
    for some in batched(keys, AT_ONCE):
        rows = with_keys(SearchDocument.objects.order_by(), list(some))
        for key, day, owner, language, facets in rows.values_list(
            "pk", "day", "owner_uid", "language", "facets"
        ):
            values = tuple(sys.intern(each) for each in facets.split())
            _known[key] = Known(-day, hash(owner), sys.intern(language), values)


def forget_all() -> None:
    """For tests, where keys are used again for other documents."""
    with _lock:
        _known.clear()
