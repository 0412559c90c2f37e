"""Which events are still to come or on at this moment, out of a query of live editions."""

from events.happening import Happening

MOST = 300


def coming(editions, at):
    """Editions of events that are not over, as `in_order` has them; those called off among them, until their day."""
    rows = editions.filter(occasion__leaves_at__gt=at)
    return in_order(rows.order_by("occasion__starts_at", "pk")[:MOST], at)


def coming_among(editions, at):
    """The same out of editions that are at hand, of any type."""
    events = (edition for edition in editions if edition.type == "event")
    return in_order([e for e in events if Happening(e.card["facts"], at).leaves_at > at], at)


def in_order(editions, at):
    """What is on stands first, then the first to begin; what was postponed waits for its day at the end."""
    return sorted(editions, key=lambda edition: Happening(edition.card["facts"], at).place_in_lists)
