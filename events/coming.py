"""Chooses events to come, or on at this moment, from live editions."""

import datetime
from collections.abc import Iterable

from events.happening import Happening
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet

MOST_COMING = 300  # events in one list


def coming(editions: EditionQuerySet, at: datetime.datetime) -> list[Edition]:
    """The editions of events that are not over, in the order of `in_order`. Called-off events stay until their day."""
    rows = editions.filter(occasion__leaves_at__gt=at)
    return in_order(rows.order_by("occasion__starts_at", "pk")[:MOST_COMING], at)


def coming_among(editions: Iterable[Edition], at: datetime.datetime) -> list[Edition]:
    """The same for loaded editions of any type."""
    events = (edition for edition in editions if edition.type == "event")
    return in_order([e for e in events if Happening(e.card["facts"], at).leaves_at > at], at)


def in_order(editions: Iterable[Edition], at: datetime.datetime) -> list[Edition]:
    """Events that are on first, then by their beginning; postponed events last."""
    return sorted(
        editions, key=lambda edition: (Happening(edition.card["facts"], at).place_in_lists, edition.pk)
    )
