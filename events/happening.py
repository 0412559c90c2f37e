"""Where an event stands, from the facts of its record and the clock. Nothing here asks a database or the time."""

import datetime
import zoneinfo
from dataclasses import dataclass

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.choices import EventFormat, EventStatus
from events.zones import zone_in_words
from thinktank.language.days import days_in_words

CALLED_OFF = {EventStatus.CANCELLED, EventStatus.POSTPONED}
AWAITED = datetime.timedelta(
    days=365
)  # that a postponed event is listed as coming, from the day that was called off
A_MOMENT = datetime.timedelta(microseconds=1)


class EventPhase(models.TextChoices):
    COMING = "coming", _("Upcoming")
    NOW = "now", _("Now on")
    OVER = "over", _("Past event")


@dataclass(frozen=True)
class Happening:
    """An event at a moment: what its page and the lists say of its time and state."""

    facts: dict  # as in an edition's content or card; older ones lack newer fields
    at: datetime.datetime
    newer: "Happening | None" = None  # as the live edition has it, where this is of an older one

    @property
    def starts(self):
        return self._local(self.facts["starts_at"])

    @property
    def ends(self):
        """As announced, or None."""
        return self._local(self.facts["ends_at"]) if self.facts["ends_at"] else None

    @property
    def over_at(self):
        """When it is over: its end, or the end of its last day where the hours are not known."""
        if self.ends and not self.is_all_day:
            return self.ends
        next_day = (self.ends or self.starts).date() + datetime.timedelta(days=1)
        return datetime.datetime.combine(next_day, datetime.time(), self.zone)

    @property
    def leaves_at(self):
        """When lists stop showing it among what is to come."""
        return self.over_at + AWAITED if self.is_postponed else self.over_at

    @property
    def is_all_day(self):
        return self.facts["is_all_day"]

    @property
    def last_day(self):
        """What ends at midnight ends with the day before."""
        if not self.ends:
            return self.starts.date()
        return (self.ends if self.is_all_day else max(self.starts, self.ends - A_MOMENT)).date()

    @property
    def is_one_day(self):
        return self.last_day == self.starts.date()

    @property
    def days(self):
        """Its day, or its first and its last, in words."""
        return days_in_words(self.starts.date(), self.last_day)

    @property
    def hours(self):
        """When on its days, with the zone: "15:00–17:00 Moscow time (UTC+3)"; empty where only days are shown."""
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
    def until(self):
        """To when it lasts, while it is on: an hour of today, or its last day; empty where nobody knows the hour."""
        if not self.is_on or not self.ends:
            return ""
        if not self.is_one_day and self.at.astimezone(self.zone).date() < self.last_day:
            return gettext("until %(day)s") % {"day": date_format(self.last_day, "DATE_FORMAT")}
        if self.is_all_day:
            return ""
        end = f"{date_format(self.ends, 'TIME_FORMAT')} {self.clock}"
        return gettext("until %(end)s") % {"end": end}

    @property
    def clock(self):
        """Its zone, by name and against universal time: "Moscow time (UTC+3)"."""
        name, offset = zone_in_words(self.facts["time_zone"]), self.offset
        later = _offset(self.ends) if self.ends else offset
        if later != offset:
            offset = gettext("%(first)s, at the end %(later)s") % {"first": offset, "later": later}
        return f"{name} ({offset})" if name else offset

    @property
    def offset(self):
        """The event's clock against universal time when it begins, such as UTC+5:30."""
        return _offset(self.starts)

    @property
    def format(self):
        return EventFormat(self.facts["format"])

    @property
    def status(self):
        return EventStatus(self.facts["status"])

    @property
    def phase(self):
        if self.at < self.starts:
            return EventPhase.COMING
        return EventPhase.NOW if self.at < self.over_at else EventPhase.OVER

    @property
    def is_called_off(self):
        return self.status in CALLED_OFF or self.is_outlived

    @property
    def is_outlived(self):
        """The live edition says that it takes place on another day, or not at all."""
        newer = self.newer
        return newer is not None and (newer.is_called_off or newer.days != self.days)

    @property
    def is_postponed(self):
        """Its day does not hold, and there is no other yet."""
        return self.status == EventStatus.POSTPONED

    @property
    def is_on(self):
        return self.phase == EventPhase.NOW and not self.is_called_off

    @property
    def is_over(self):
        """It took place. What was called off did not, whatever the day."""
        return self.phase == EventPhase.OVER and not self.is_called_off

    @property
    def is_open(self):
        """One can still attend."""
        return self.phase != EventPhase.OVER and not self.is_called_off

    @property
    def notice(self):
        """What has changed since it was announced, in a word; empty when it goes ahead as planned."""
        if self.is_outlived:
            return self.newer.notice or self.newer.moved
        if self.status == EventStatus.RESCHEDULED:
            return self.moved if self.is_open else ""
        return "" if self.status == EventStatus.SCHEDULED else self.status.label

    @property
    def moved(self):
        return gettext("Moved to %(days)s") % {"days": self.days}

    @property
    def words(self):
        """Where it stands, in a word: nothing of the clock for what was called off."""
        if self.is_called_off:
            return ""
        has_end = self.ends and not (self.is_all_day and self.is_one_day)
        return _("Today") if self.is_on and not has_end else self.phase.label

    @property
    def place_in_lists(self):
        """Sorts what is to come: what is on, then what has a day, then what waits for one."""
        return (0 if self.is_on else 2 if self.is_postponed else 1), self.starts

    def _local(self, moment):
        return datetime.datetime.fromisoformat(moment).astimezone(self.zone)

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.facts["time_zone"])


def _offset(moment):
    minutes = moment.utcoffset() // datetime.timedelta(minutes=1)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def next_change(facts, at):
    """The next moment after `at` at which pages that show this event change by themselves; None when none comes.

    What was called off moves too: from what is to come to what is past.
    """
    happening = Happening(facts, at)
    moments = [happening.leaves_at] if happening.is_postponed else _turns(happening)
    return min((moment for moment in moments if moment > at), default=None)


def _turns(happening):
    """Its beginning, the beginning of its last day, where "until" names an hour instead of a day, and its end."""
    last_day = datetime.datetime.combine(happening.last_day, datetime.time(), happening.zone)
    return happening.starts, max(last_day, happening.starts), happening.over_at
