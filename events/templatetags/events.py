from django import template
from django.utils import timezone

from events.happening import Happening

register = template.Library()


@register.filter
def happening(edition):
    """Where the event of a list's edition stands now; None for what is no event."""
    return Happening(edition.card["facts"], timezone.now()) if edition.type == "event" else None


@register.filter
def outcome(related):
    """What came of the event: reports and texts that say they are about it, or its result."""
    return [entry for entry in related if entry["is_outcome"]]


@register.filter
def besides_outcome(related):
    return [entry for entry in related if not entry["is_outcome"]]
