"""Values every page needs and few people change (menus, site settings, the directory of names), cached per process."""

from collections.abc import Callable
from typing import Any, ClassVar

from thinktank.database.replica import reading_from_primary
from thinktank.delivery.cache_tags import SITE_WIDE, CacheState, cache_state
from thinktank.delivery.rehearsal import is_rehearsal, once


class SharedValue[T]:
    """A value loaded from the database and cached in this process until its tag is invalidated or expires.

    Another tag than SITE_WIDE is for what changes more rarely: it is not read again after every change of a name.
    """

    _all: ClassVar[list["SharedValue[Any]"]] = []

    def __init__(self, load: Callable[[], T], tag: str = SITE_WIDE) -> None:
        self._load, self._tag = load, tag
        self._loaded: tuple[T, CacheState] | None = None
        self._last: T | None = None
        SharedValue._all.append(self)

    def __call__(self) -> T:
        """The value. Raises DatabaseError when it has to be loaded and the database is away."""
        if is_rehearsal():
            return once(self, self._load)
        now = cache_state()
        if self._loaded is None or self._loaded[1].is_old(now, [self._tag]):
            with reading_from_primary():
                self._loaded = self._load(), now
            self._last = self._loaded[0]
        return self._loaded[0]

    def at_hand(self) -> T | None:
        """The value loaded last, however old; None before the first load. Does not query the database."""
        return self._last

    def forget(self) -> None:
        self._loaded = None

    @classmethod
    def load_all(cls) -> None:
        """Load all shared values, so that the first page does not have to."""
        for shared in cls._all:
            shared()

    @classmethod
    def forget_all(cls) -> None:
        """As after a change of SITE_WIDE."""
        for shared in cls._all:
            if shared._tag == SITE_WIDE:
                shared.forget()


site_version = SharedValue(object)  # a new object whenever any shared value may have changed
