"""A Django cache in this process's memory that is bounded by bytes: the least recently used entries fall out."""

import time
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_stores: dict[str, LRUCache[str, tuple[Any, float | None]]] = {}
_lock = Lock()


class MemoryCache(BaseCache):
    """Values are kept as they are, not copied: do not change them. They say their bytes by `__len__`.

    LOCATION names the store, which all threads share; OPTIONS: {"MAX_BYTES": n}.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        size = params.get("OPTIONS", {})["MAX_BYTES"]
        with _lock:
            self._entries = _stores.setdefault(
                location, LRUCache(size, getsizeof=lambda entry: max(1, len(entry[0])))
            )

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        with _lock:
            value, expires_at = self._entries.get(self.make_key(key, version), (default, None))
        return value if expires_at is None or time.time() < expires_at else default

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Store a value for `timeout` seconds. One that is larger than the cache is not stored; the old one goes."""
        name, entry = self.make_key(key, version), (value, self.get_backend_timeout(timeout))
        with _lock:
            if len(value) <= self._entries.maxsize:
                self._entries[name] = entry
            else:
                self._entries.pop(name, None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        with _lock:
            return self._entries.pop(self.make_key(key, version), None) is not None

    def clear(self) -> None:
        with _lock:
            self._entries.clear()

    def __len__(self) -> int:
        """How many entries there are, those that have expired among them."""
        return len(self._entries)
