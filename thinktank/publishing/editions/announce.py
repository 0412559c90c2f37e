"""Telling rooms above of editions that were published or withdrawn: they register a function in `AppConfig.ready`.

    tell_of_editions(queue_announcement)

The function is called in the transaction of the act, so it queues a task and does not wait for the network.
"""

from collections.abc import Callable, Sequence

from thinktank.publishing.models import Edition

type Listener = Callable[[Sequence[Edition]], None]

_listeners: list[Listener] = []


def tell_of_editions(listener: Listener) -> None:
    """Call this function with the editions of every later act."""
    _listeners.append(listener)


def announce(editions: Sequence[Edition]) -> None:
    """Editions were made, some of them to go live later, or were withdrawn."""
    for listener in _listeners:
        listener(editions)
