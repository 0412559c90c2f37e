"""Rating: each change of mind is a new row, numbered by the reader's browser. The number decides races."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from thinktank.ratings.models import Rating


class Outcome(Enum):
    COUNTED = "counted"
    REPEATED = "repeated"  # this version is stored already, with these stars
    CHANGED_MEANWHILE = "changed_meanwhile"  # the reader has rated in another tab; `current` says how
    BUSY = "busy"


@dataclass(frozen=True)
class Current:
    """A reader's present rating; version 0 before the first one."""

    version: int = 0
    stars: int | None = None


class _NotNext(Exception):
    pass


def current_rating(publication_id: int, voter_key: bytes) -> Current:
    row = (
        Rating.objects.filter(publication=publication_id)
        .by(voter_key)
        .values_list("version", "stars")
        .first()
    )
    return Current(*row) if row else Current()


def rate(
    publication_id: int,
    *,
    voter_key: bytes,
    version: int,
    stars: int,
    clock: Callable[[], datetime.datetime] = timezone.now,
) -> tuple[Outcome, Current]:
    """Store the stars as the reader's next version. Return what happened, and the reader's present rating."""
    rating = Rating(publication_id=publication_id, voter_key=voter_key, version=version, stars=stars)
    try:
        try:
            _insert(rating, voter_key, clock)
        except (IntegrityError, _NotNext):
            return _already_there(rating, voter_key)
    except (OperationalError, InterfaceError):
        return Outcome.BUSY, Current()
    return Outcome.COUNTED, Current(version, stars)


@transaction.atomic(durable=True)
def _insert(rating: Rating, voter_key: bytes, clock: Callable[[], datetime.datetime]) -> None:
    rating.rated_on = timezone.localdate(clock())
    if rating.version != current_rating(rating.publication_id, voter_key).version + 1:
        raise _NotNext
    rating.save(force_insert=True)


def _already_there(rating: Rating, voter_key: bytes) -> tuple[Outcome, Current]:
    current = current_rating(rating.publication_id, voter_key)
    is_repeated = current == Current(rating.version, rating.stars)
    return (Outcome.REPEATED if is_repeated else Outcome.CHANGED_MEANWHILE), current
