"""Where an event stands, from the facts of its record and the clock. Nothing here asks a database or the time."""

import datetime
import zoneinfo
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.choices import EventFormat, EventStatus

CALLED_OFF = {EventStatus.CANCELLED, EventStatus.POSTPONED}


class Standing(models.TextChoices):
    COMING = "coming", _("Upcoming")
    NOW = "now", _("Now on")
    OVER = "over", _("Past event")


@dataclass(frozen=True)
class Happening:
    """An event at a moment: what its page and the lists say of its time and state."""

    facts: dict  # as in an edition's content or card; older ones lack newer fields
    at: datetime.datetime

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
    def is_all_day(self):
        return self.facts["is_all_day"]

    @property
    def is_one_day(self):
        return self.ends is None or self.ends.date() == self.starts.date()

    @property
    def offset(self):
        """The event's clock against universal time, such as UTC+5:30."""
        minutes = self.starts.utcoffset() // datetime.timedelta(minutes=1)
        if not minutes:
            return "UTC"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"

    @property
    def format(self):
        return EventFormat(self.facts["format"])

    @property
    def status(self):
        return EventStatus(self.facts["status"])

    @property
    def standing(self):
        if self.at < self.starts:
            return Standing.COMING
        return Standing.NOW if self.at < self.over_at else Standing.OVER

    @property
    def is_called_off(self):
        return self.status in CALLED_OFF

    @property
    def is_on(self):
        return self.standing == Standing.NOW and not self.is_called_off

    @property
    def is_over(self):
        """It took place. What was called off did not, whatever the day."""
        return self.standing == Standing.OVER and not self.is_called_off

    @property
    def is_open(self):
        """One can still attend."""
        return self.standing != Standing.OVER and not self.is_called_off

    @property
    def notice(self):
        """What has changed since it was announced, in a word; empty when it goes ahead as planned."""
        return "" if self.status == EventStatus.SCHEDULED else self.status.label

    @property
    def words(self):
        """Where it stands, in a word: nothing of the clock for what was called off."""
        if self.is_called_off:
            return ""
        has_hours = self.ends and not self.is_all_day
        return _("Today") if self.is_on and not has_hours else self.standing.label

    def _local(self, moment):
        return datetime.datetime.fromisoformat(moment).astimezone(self.zone)

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.facts["time_zone"])


def next_change(facts, at):
    """The next moment after `at` at which pages that show this event change by themselves; None when none comes.

    What was called off moves too: from what is to come to what is past.
    """
    happening = Happening(facts, at)
    return min((moment for moment in (happening.starts, happening.over_at) if moment > at), default=None)
