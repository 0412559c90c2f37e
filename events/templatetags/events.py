from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from thinktank.publishing.models import Edition
from thinktank.publishing.public.cards import cached_card
from thinktank.publishing.publication_types import PresentState, type_named

register = template.Library()


@register.filter
def happening(edition: Edition) -> PresentState | None:
    """The present state of the event of an edition in a list (a Happening); None for other types."""
    return type_named(edition.type).present_state(edition, timezone.now())


@register.simple_tag
def upcoming_event(edition: Edition) -> SafeString:
    """An event in a list of those that are on or come next."""
    return cached_card("events/_upcoming_event.html", edition)


@register.filter
def outcome(related: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports and texts that are related to the event as its outcome."""
    return [entry for entry in related if entry["is_outcome"]]


@register.filter
def besides_outcome(related: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in related if not entry["is_outcome"]]
