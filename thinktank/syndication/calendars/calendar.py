"""A calendar of events: the VCALENDAR of RFC 5545 with a whole VTIMEZONE for each zone that its events name."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import icalendar
from django.conf import settings

from events.revised import Said, times_revised
from thinktank.addresses.alternates import absolute
from thinktank.publishing.models import Edition
from thinktank.syndication.calendars.event import event_of
from thinktank.syndication.calendars.zones import definition_of

ASK_AGAIN_AFTER = datetime.timedelta(hours=6)


@dataclass(frozen=True)
class Publisher:
    """Who publishes a calendar: the name of the site and the path of its front page."""

    name: str
    path: str


def calendar_of(
    editions: Iterable[Edition], publisher: Publisher, *, name: str, path: str, at: datetime.datetime
) -> bytes:
    """The calendar at this path: the events of these editions at a moment. Two queries at most, whatever their number."""
    editions = list(editions)
    revised = _times_revised({edition.publication_uid for edition in editions}, at)
    calendar = _empty(publisher, name, path)
    events = [event_of(edition, at, revised[edition.publication_uid]) for edition in editions]
    for key in sorted({key for event in events if (key := _zone_of(event))}):
        calendar.add_component(definition_of(key))
    for event in events:
        event.add("organizer", _organizer(publisher))
        calendar.add_component(event)
    return calendar.to_ical()


def _empty(publisher: Publisher, name: str, path: str) -> icalendar.Calendar:
    """Without events. NAME, REFRESH-INTERVAL and SOURCE: RFC 7986, 5.1, 5.7 and 5.8; X- is what was used before."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{urlsplit(settings.SITE_ORIGIN).hostname}//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, name)
    calendar.add("url", absolute(publisher.path))
    calendar.add("source", absolute(path), {"VALUE": "URI"})
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(ASK_AGAIN_AFTER))
    return calendar


def _organizer(publisher: Publisher) -> icalendar.vCalAddress:
    """A published event names who publishes it (RFC 5546, 3.2.1): here by address of the site, not of a person."""
    organizer = icalendar.vCalAddress(absolute(publisher.path))
    organizer.params["CN"] = publisher.name
    return organizer


def _zone_of(event: icalendar.Event) -> str:
    """The zone that the event names; empty for whole days and for UTC."""
    return event["dtstart"].params.get("TZID", "")


def _times_revised(uids: set[UUID], at: datetime.datetime) -> dict[UUID, int]:
    editions = Edition.objects.filter(publication_uid__in=uids, live_from__lte=at)
    said: dict[UUID, list[Said]] = {uid: [] for uid in uids}
    ordered = editions.order_by("live_from", "language", "number")
    for uid, language, card in ordered.values_list("publication_uid", "language", "card"):
        said[uid].append(Said(language, card.get("facts")))
    return {uid: times_revised(rows) for uid, rows in said.items()}
