"""The state of an event, computed from the facts of its record and a moment, without a database or a clock."""

import datetime
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.choices import EventFormat, EventStatus
from events.zones import zone_in_words
from thinktank.language.days import days_in_words

CALLED_OFF = {EventStatus.CANCELLED, EventStatus.POSTPONED}
# How long after the day that was called off lists show a postponed event among those to come
AWAITED = datetime.timedelta(days=365)
A_MOMENT = datetime.timedelta(microseconds=1)


class EventPhase(models.TextChoices):
    COMING = "coming", _("Upcoming")
    NOW = "now", _("Now on")
    OVER = "over", _("Past event")


@dataclass(frozen=True)
class Happening:
    """An event at a moment: what its page and lists say about its time and state."""

    facts: dict[str, Any]  # as in an edition's content or card; older editions lack newer fields
    at: datetime.datetime
    newer: "Happening | None" = None  # by the live edition's facts, when these are an older edition's

    @property
    def starts(self) -> datetime.datetime:
        return self._local(self.facts["starts_at"])

    @property
    def ends(self) -> datetime.datetime | None:
        """The announced end, or None."""
        return self._local(self.facts["ends_at"]) if self.facts["ends_at"] else None

    @property
    def over_at(self) -> datetime.datetime:
        """When the event is over: at its end, or at the end of its last day when its hours are not known."""
        if self.ends and not self.is_all_day:
            return self.ends
        next_day = (self.ends or self.starts).date() + datetime.timedelta(days=1)
        return datetime.datetime.combine(next_day, datetime.time(), self.zone)

    @property
    def leaves_at(self) -> datetime.datetime:
        """When lists stop showing the event among those to come."""
        return self.over_at + AWAITED if self.is_postponed else self.over_at

    @property
    def is_all_day(self) -> bool:
        return self.facts["is_all_day"]

    @property
    def last_day(self) -> datetime.date:
        """An event that ends at midnight ends with the day before."""
        if not self.ends:
            return self.starts.date()
        return (self.ends if self.is_all_day else max(self.starts, self.ends - A_MOMENT)).date()

    @property
    def is_one_day(self) -> bool:
        return self.last_day == self.starts.date()

    @property
    def days(self) -> str:
        """Its day, or its first and last day, in words."""
        return days_in_words(self.starts.date(), self.last_day)

    @property
    def hours(self) -> str:
        """Its hours with the time zone: "15:00–17:00 Moscow time (UTC+3)"; empty for an event of whole days."""
        if self.is_all_day:
            return ""
        begins = date_format(self.starts, "TIME_FORMAT")
        if not self.ends:
            return f"{begins} {self.clock}"
        ends = date_format(self.ends, "TIME_FORMAT")
        if self.is_one_day:
            return f"{begins}–{ends} {self.clock}"
        span = gettext("from %(begins)s on the first day to %(ends)s on the last")
        return f"{span % {'begins': begins, 'ends': ends}}, {self.clock}"

    @property
    def until(self) -> str:
        """When it ends, while it is on: an hour of today, or its last day; empty when the hour is not known."""
        if not self.is_on or not self.ends:
            return ""
        if not self.is_one_day and self.at.astimezone(self.zone).date() < self.last_day:
            return gettext("until %(day)s") % {"day": date_format(self.last_day, "DATE_FORMAT")}
        if self.is_all_day:
            return ""
        end = f"{date_format(self.ends, 'TIME_FORMAT')} {self.clock}"
        return gettext("until %(end)s") % {"end": end}

    @property
    def clock(self) -> str:
        """Its time zone by name and offset from UTC: "Moscow time (UTC+3)"."""
        name, offset = zone_in_words(self.facts["time_zone"]), self.offset
        later = _offset(self.ends) if self.ends else offset
        if later != offset:
            offset = gettext("%(first)s, at the end %(later)s") % {"first": offset, "later": later}
        return f"{name} ({offset})" if name else offset

    @property
    def offset(self) -> str:
        """The offset of its time zone from UTC at its beginning, such as UTC+5:30."""
        return _offset(self.starts)

    @property
    def format(self) -> EventFormat:
        return EventFormat(self.facts["format"])

    @property
    def status(self) -> EventStatus:
        return EventStatus(self.facts["status"])

    @property
    def phase(self) -> EventPhase:
        if self.at < self.starts:
            return EventPhase.COMING
        return EventPhase.NOW if self.at < self.over_at else EventPhase.OVER

    @property
    def is_called_off(self) -> bool:
        return self.status in CALLED_OFF or self.is_outlived

    @property
    def is_outlived(self) -> bool:
        """Whether the live edition has another day, or says that the event does not take place."""
        newer = self.newer
        return newer is not None and (newer.is_called_off or newer.days != self.days)

    @property
    def is_postponed(self) -> bool:
        """Whether its day was called off and there is no new one yet."""
        return self.status == EventStatus.POSTPONED

    @property
    def is_on(self) -> bool:
        return self.phase == EventPhase.NOW and not self.is_called_off

    @property
    def is_over(self) -> bool:
        """Whether it took place. An event that was called off never is over."""
        return self.phase == EventPhase.OVER and not self.is_called_off

    @property
    def is_open(self) -> bool:
        """Whether one can still attend."""
        return self.phase != EventPhase.OVER and not self.is_called_off

    @property
    def notice(self) -> str:
        """What has changed since the announcement, such as "Cancelled"; empty when the event goes ahead as planned."""
        if self.newer and self.is_outlived:
            return self.newer.notice or self.newer.moved
        if self.status == EventStatus.RESCHEDULED:
            return self.moved if self.is_open else ""
        return "" if self.status == EventStatus.SCHEDULED else str(self.status.label)

    @property
    def moved(self) -> str:
        return gettext("Moved to %(days)s") % {"days": self.days}

    @property
    def words(self) -> str:
        """A short label for its phase; empty for an event that was called off."""
        if self.is_called_off:
            return ""
        has_end = self.ends and not (self.is_all_day and self.is_one_day)
        return gettext("Today") if self.is_on and not has_end else str(self.phase.label)

    @property
    def key(self) -> tuple[EventPhase, str]:
        """Equal for moments at which lists show the same of this event."""
        return self.phase, self.until

    @property
    def place_in_lists(self) -> tuple[int, datetime.datetime]:
        """Sort key among events to come: those that are on, then those with a day, then the postponed ones."""
        return (0 if self.is_on else 2 if self.is_postponed else 1), self.starts

    def _local(self, moment: str) -> datetime.datetime:
        return datetime.datetime.fromisoformat(moment).astimezone(self.zone)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.facts["time_zone"])


def _offset(moment: datetime.datetime) -> str:
    minutes = (moment.utcoffset() or datetime.timedelta()) // datetime.timedelta(minutes=1)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def next_change(facts: dict[str, Any], at: datetime.datetime) -> datetime.datetime | None:
    """The next moment after `at` at which the clock changes pages that show this event; None when there is none.

    An event that was called off changes too: lists move it from those to come to the past ones.
    """
    happening = Happening(facts, at)
    moments = [happening.leaves_at] if happening.is_postponed else _turns(happening)
    return min((moment for moment in moments if moment > at), default=None)


def _turns(happening: Happening) -> tuple[datetime.datetime, ...]:
    """Its beginning, the beginning of its last day (from then on `until` names an hour), and its end."""
    last_day = datetime.datetime.combine(happening.last_day, datetime.time(), happening.zone)
    return happening.starts, max(last_day, happening.starts), happening.over_at
