import datetime
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.agenda import agenda
from events.choices import Kind
from events.coming import coming
from events.happening import Happening
from thinktank.publishing.models import Edition
from thinktank.publishing.public import pages
from thinktank.publishing.publication_types import Context, PublicationType, register


def event_context(edition: Edition, content: Mapping[str, Any], newer: Edition | None) -> Context:
    """The event with its present state, and its agenda in its time zone."""
    now = timezone.now()
    event = Happening(content["facts"], now, Happening(newer.card["facts"], now) if newer else None)
    people = pages.people_of(edition, content)
    return {"event": event, "agenda": agenda(content["parts"].get("sessions", []), event.zone, people)}


def event_list_context(request: HttpRequest, events: PublicationType) -> Context:
    """Events that are on, then those to come, the next first; then past events, the newest first."""
    upcoming = coming(pages.live_of(request, events), timezone.now())
    context = pages.list_context(request, events, without=[edition.pk for edition in upcoming])
    of_kind = [edition for edition in upcoming if context["kind"] in ("", edition.kind)]
    return context | {"upcoming": of_kind if context["page_obj"].number == 1 else []}


def happening(edition: Edition, at: datetime.datetime) -> Happening:
    return Happening(edition.card["facts"], at)


def day_in_words(edition: Edition) -> str:
    """The days of the event, or that it was called off."""
    event = Happening(edition.card["facts"], timezone.now())
    return str(event.notice) if event.is_called_off else event.days


EVENTS = register(
    PublicationType(
        name="event",
        prefix="events",
        plural=_("Events"),
        kinds=Kind,
        position=20,
        new_people=lambda kind: "speaker",
        new_relation="launches",
        detail_template="events/event_detail.html",
        list_template="events/event_list.html",
        extra_context=event_context,
        list_context=event_list_context,
        about=_("About the event"),
        present_state=happening,
        day_in_words=day_in_words,
        og_type="website",
        schema_type=lambda kind: "Event",
        has_identifiers=False,
    )
)
