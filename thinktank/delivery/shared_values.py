"""Furniture: what every page shows and few people change (menus, site settings, the directory of names)."""

from thinktank.delivery.cache_tags import FURNITURE, reading


class Furniture:
    """A value loaded from the database and held in this process's memory until its generation or a deadline ends."""

    _all = []

    def __init__(self, load):
        self._load = load
        self._held = None  # (value, the reading it was loaded under)
        self._last = None
        Furniture._all.append(self)

    def __call__(self):
        now = reading()
        if self._held is None or self._held[1].is_old(now, [FURNITURE]):
            self._held = self._load(), now
            self._last = self._held[0]
        return self._held[0]

    def at_hand(self):
        """What was loaded last, however old; None before the first time. Never asks the database."""
        return self._last

    def forget(self):
        self._held = None

    @classmethod
    def load_all(cls):
        """All furniture of the site, before the first page asks for it."""
        for furniture in cls._all:
            furniture()

    @classmethod
    def forget_all(cls):
        for furniture in cls._all:
            furniture.forget()
