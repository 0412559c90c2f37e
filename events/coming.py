"""Which events are still to come or on at this moment, out of a query of live editions."""

import datetime

from events.happening import Happening, Standing

LONGEST = datetime.timedelta(days=31)  # that an event lasts: none that began earlier is looked at
MOST = 100


def coming(editions, at):
    """Editions of events that are not over, the first to begin first; those called off among them, until their day."""
    rows = editions.of_type("event").filter(dated__gte=(at - LONGEST).date()).order_by("dated", "pk")
    return not_over(rows[:MOST], at)


def not_over(editions, at):
    """Those of these events that are to come or on, the first to begin first."""
    found = [(Happening(edition.card["facts"], at), edition) for edition in editions]
    found = [(event.starts, edition) for event, edition in found if event.standing != Standing.OVER]
    return [edition for _starts, edition in sorted(found, key=lambda pair: pair[0])]
