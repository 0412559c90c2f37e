import datetime
import zoneinfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.forms import PublicationForm

LOCAL = "%Y-%m-%dT%H:%M"


def zone_choices():
    """Every time zone by name, the site's own first."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    others = [name for name in [*names, "UTC"] if name != settings.TIME_ZONE]
    return [(name, name.replace("_", " ")) for name in [settings.TIME_ZONE, *others]]


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


class EventForm(PublicationForm):
    """Times as they are read off the wall where the event is, in the zone chosen beside them."""

    starts_at = LocalTimeField(label=_("Begins"))
    ends_at = LocalTimeField(label=_("Ends"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Both times are local times there.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = self.instance.time_zone or settings.TIME_ZONE
        self.initial.setdefault("time_zone", zone)
        self.initial["time_zone"] = self.initial["time_zone"] or zone
        for name in ("starts_at", "ends_at"):
            if moment := self.initial.get(name):
                self.initial[name] = moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)

    def clean(self):
        cleaned = super().clean()
        if zone := cleaned.get("time_zone"):
            for name in ("starts_at", "ends_at"):
                if cleaned.get(name):
                    cleaned[name] = self._moment(name, cleaned[name], zoneinfo.ZoneInfo(zone))
        return cleaned

    def _moment(self, name, wall, zone):
        """The moment of a wall-clock time; none when clocks jump over it or it lies beyond any calendar."""
        moment = wall.replace(tzinfo=zone)
        if not 1900 <= wall.year <= 2200:
            self.add_error(name, _("Check the year."))
        elif moment.astimezone(datetime.UTC).astimezone(zone).replace(tzinfo=None) != wall:
            self.add_error(name, _("There is no such time on that day: clocks are put forward."))
        return moment
