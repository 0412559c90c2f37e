"""An event as calendars read it: a VEVENT of RFC 5545 with the properties of RFC 7986, made from an edition.

All of it comes from the record of the edition and from whether the event is over. So its bytes stay the same until
one of the two changes, and calendars that ask again are told so.
"""

import datetime

import icalendar

from events.choices import EventStatus
from events.happening import Happening
from thinktank.addresses.alternates import absolute
from thinktank.library.pictures import image_url
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import kind_label

A_DAY = datetime.timedelta(days=1)
# RFC 5545, 3.8.1.11. A postponed event has no day yet, which no status says: its title does.
STATUSES = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def event_of(edition: Edition, at: datetime.datetime, times_revised: int) -> icalendar.Event:
    """The event of an edition at a moment, in the words of the edition. `times_revised`: see events/revised.py."""
    happening = Happening(edition.card["facts"], at)
    event = icalendar.Event()
    event.add("uid", str(edition.publication_uid))
    event.add("dtstamp", edition.live_from.astimezone(datetime.UTC))
    event.add("created", edition.first_live_from.astimezone(datetime.UTC))
    event.add("last-modified", edition.live_from.astimezone(datetime.UTC))
    event.add("sequence", times_revised)
    event.add("status", STATUSES.get(happening.status, "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if happening.is_called_off else "OPAQUE")
    _add_times(event, happening)
    _add_words(event, edition, happening)
    _add_links(event, edition, happening)
    return event


def _add_times(event: icalendar.Event, happening: Happening) -> None:
    """Local times with their zone; of an event of whole days its days, and the day after the last (3.6.1).

    In UTC when clocks show such a time twice: a local time means the first of the two (3.3.5).
    """
    if happening.is_all_day:
        event.add("dtstart", happening.starts.date())
        event.add("dtend", happening.last_day + A_DAY)
        return
    times = [moment for moment in (happening.starts, happening.ends) if moment]
    if any(moment.fold for moment in times):
        times = [moment.astimezone(datetime.UTC) for moment in times]
    for name, moment in zip(("dtstart", "dtend"), times, strict=False):
        event.add(name, moment)


def _add_words(event: icalendar.Event, edition: Edition, happening: Happening) -> None:
    facts, language = edition.card["facts"], {"LANGUAGE": edition.language}
    title = f"{happening.notice}: {edition.title}" if happening.is_called_off else edition.title
    event.add("summary", title, language)
    attendance = facts.get("attendance", "") if happening.is_open else ""
    told = [edition.standfirst, attendance, absolute(edition.get_absolute_url())]
    event.add("description", "\n\n".join(filter(None, told)), language)
    if place := facts.get("place"):
        event.add("location", place, language)
    event.add("categories", [kind_label(edition.type, edition.kind)], language)


def _add_links(event: icalendar.Event, edition: Edition, happening: Happening) -> None:
    """Its page, its broadcast as long as one can attend, and its cover (RFC 7986, 5.10 and 5.11)."""
    facts, cover = edition.card["facts"], edition.card["cover"]
    event.add("url", absolute(edition.get_absolute_url()))
    if happening.is_open and (stream := facts.get("stream_url")):
        event.add("conference", stream, {"VALUE": "URI", "FEATURE": "VIDEO"})
    if cover:
        picture = {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": "image/jpeg"}
        event.add("image", absolute(image_url(cover)), picture)
