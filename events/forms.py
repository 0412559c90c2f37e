import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, moment_of, wall_time, zone_choices, zone_named
from thinktank.desk.forms import TranslatedForm
from thinktank.desk.rows import RowFormSet
from thinktank.publishing.forms import PublicationForm


class EventForm(PublicationForm):
    """Times as they are read off the wall where the event is, in the zone chosen beside them."""

    starts_at = LocalTimeField(label=_("Starts"))
    ends_at = LocalTimeField(
        label=_("Ends"),
        required=False,
        help_text=_("If left empty, the event counts as over at midnight, local time, after its first day."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("All times of the event are given in this time zone."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = self.instance.time_zone or settings.TIME_ZONE
        self.initial.setdefault("time_zone", zone)
        self.initial["time_zone"] = self.initial["time_zone"] or zone
        for name in ("starts_at", "ends_at"):
            if isinstance(moment := self.initial.get(name), datetime.datetime):
                self.initial[name] = wall_time(moment, zone_named(zone))

    def clean(self):
        cleaned = super().clean()
        for name in ("starts_at", "ends_at"):
            if cleaned.get(name):
                self._settle(cleaned, name, zone_named(cleaned.get("time_zone", "")))
        if cleaned.get("is_all_day"):
            self._end_with_its_day(cleaned)
        return cleaned

    def _end_with_its_day(self, cleaned):
        """Of a whole day the hours say nothing: an end on the first day, before the start or at it, is none."""
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and starts.date() == ends.date() and ends <= starts:
            cleaned["ends_at"] = None

    def _settle(self, cleaned, name, zone):
        try:
            cleaned[name] = moment_of(cleaned[name], zone)
        except ValidationError as error:
            self.add_error(name, error)


class SessionForm(TranslatedForm):
    """A session of an event, its time in the zone that the event's form names.

    When that is another one than before, the hours typed differ from those the stored moment has there: it is saved.
    """

    starts_at = LocalTimeField(label=_("Starts"), required=False)

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        if self.instance.starts_at:
            self.initial["starts_at"] = wall_time(self.instance.starts_at, zone)

    def clean_starts_at(self):
        wall = self.cleaned_data["starts_at"]
        return wall and moment_of(wall, self.zone)


class SessionFormSet(RowFormSet):
    """Sessions follow their event to another time zone: the hours typed stay, the moments move."""

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"zone": zone_named(self._zone_name())}

    def _zone_name(self):
        return self.data.get("time_zone", "") if self.is_bound else self.instance.time_zone
