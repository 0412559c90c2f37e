"""Indexes of editions that rooms above this one keep, such as the search of readers."""

from collections.abc import Callable

_writers: list[Callable[[int], None]] = []


def register(writer: Callable[[int], None]) -> None:
    """`writer(publication_id)` makes an index agree with the editions of a publication. It may be called twice."""
    _writers.append(writer)


def index_editions_of(publication_id: int) -> None:
    """Call it in the transaction that makes, ends, deletes or erases editions, after it has done so."""
    for writer in _writers:
        writer(publication_id)
