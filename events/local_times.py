"""Form fields for local times of an event."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.desk.moments import refuse_impossible_year

WALL_TIME = "%Y-%m-%dT%H:%M"


class LocalTimeField(forms.DateTimeField):
    """A local time without a time zone: the form knows the zone of the event."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL_TIME)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=[WALL_TIME, f"{WALL_TIME}:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime.datetime | None:
        with timezone.override(datetime.UTC):
            moment = super().to_python(value)
        return moment and moment.replace(tzinfo=None)


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone by name, the site's own first."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    others = [name for name in [*names, "UTC"] if name != settings.TIME_ZONE]
    return [(name, name.replace("_", " ")) for name in [settings.TIME_ZONE, *others]]


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of that name; the site's own if there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def wall_time(moment: datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    """The local time there at this moment, without a time zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def moment_of(wall: datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    """The moment of a local time there.

    Raises ValidationError when clocks skip it or its year is impossible.
    """
    moment = wall.replace(tzinfo=zone)
    refuse_impossible_year(wall)
    if moment.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise ValidationError(_("That time does not exist on that day: the clocks go forward."))
    return moment
