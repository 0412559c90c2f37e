"""Furniture: what every page shows and few people change (menus, site settings, the directory of names)."""

import time

HELD_FOR = 1.0  # seconds: how long another process may go on showing the old furniture


class Furniture:
    """A value loaded from the database and held in this process's memory for a second."""

    _all = []

    def __init__(self, load):
        self._load = load
        self._value = None
        self._loaded_at = None
        Furniture._all.append(self)

    def __call__(self):
        now = time.monotonic()
        if self._loaded_at is None or now - self._loaded_at >= HELD_FOR:
            self._value, self._loaded_at = self._load(), now
        return self._value

    def forget(self):
        self._loaded_at = None

    @classmethod
    def forget_all(cls):
        for furniture in cls._all:
            furniture.forget()
