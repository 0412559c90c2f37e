"""Times in forms as they are read off the wall where the event is."""

import datetime
import zoneinfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.desk.moments import refuse_impossible_year

LOCAL = "%Y-%m-%dT%H:%M"


class LocalTimeField(forms.DateTimeField):
    """A wall-clock time without a zone: the form knows in which zone the event is."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)

    def __init__(self, **kwargs):
        super().__init__(input_formats=[LOCAL, f"{LOCAL}:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value):
        return value

    def to_python(self, value):
        with timezone.override(datetime.UTC):
            moment = super().to_python(value)
        return moment and moment.replace(tzinfo=None)


def zone_choices():
    """Every time zone by name, the site's own first."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    others = [name for name in [*names, "UTC"] if name != settings.TIME_ZONE]
    return [(name, name.replace("_", " ")) for name in [settings.TIME_ZONE, *others]]


def zone_named(name):
    """The time zone of that name, or the site's own where there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def wall_time(moment, zone):
    """What the clock on the wall there shows at this moment, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def moment_of(wall, zone):
    """The moment of a wall-clock time there.

    Raises ValidationError when clocks jump over it or it lies beyond any calendar.
    """
    moment = wall.replace(tzinfo=zone)
    refuse_impossible_year(wall)
    if moment.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise ValidationError(_("That time does not exist on that day: the clocks go forward."))
    return moment
