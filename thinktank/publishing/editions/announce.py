"""Telling rooms above of editions that were published or ended: they register a function in `AppConfig.ready`.

    tell_of_editions(queue_announcement)

The function is called in the transaction of the act, so it queues a task and does not wait for the network.
"""

import datetime
from collections.abc import Callable, Sequence

from thinktank.publishing.models import Edition

type Listener = Callable[[Sequence[Edition], datetime.datetime | None], None]

_listeners: list[Listener] = []


def tell_of_editions(listener: Listener) -> None:
    """Call this function with the editions of every later act."""
    _listeners.append(listener)


def announce(editions: Sequence[Edition], at: datetime.datetime | None = None) -> None:
    """Editions were made, some of them to go live later, or have ended. `at`: when they will end by the clock."""
    for listener in _listeners:
        listener(editions, at)
