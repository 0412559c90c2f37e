"""A rehearsal: a transaction that is always rolled back, in which this process remembers nothing either.

What pages show in it is not public. So the caches of this process neither give nor keep anything, and no cached page is
invalidated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from django.db import transaction

from thinktank.database.replica import reading_from_primary

_made: ContextVar[dict[object, Any] | None] = ContextVar("rehearsal", default=None)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo every write that is made inside."""
    token = _made.set({})
    try:
        with reading_from_primary(), transaction.atomic():
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        _made.reset(token)


def is_rehearsal() -> bool:
    return _made.get() is not None


def once[T](name: object, make: Callable[[], T]) -> T:
    """What `make` returns, made once in this rehearsal."""
    made = _made.get()
    if made is None:
        raise RuntimeError("There is no rehearsal.")
    if name not in made:
        made[name] = make()
    return cast(T, made[name])
