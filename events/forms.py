import datetime
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, moment_of, wall_time, zone_choices, zone_named
from thinktank.desk.forms import TranslatedForm
from thinktank.desk.rows import RowFormSet
from thinktank.publishing.forms import PublicationForm


class EventForm(PublicationForm):
    """Editors type local times of the event, in the time zone that they choose in the same form."""

    starts_at = LocalTimeField(label=_("Starts"))
    ends_at = LocalTimeField(
        label=_("Ends"),
        required=False,
        help_text=_("If left empty, the event counts as over at midnight, local time, after its first day."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("All times of the event are shown in this time zone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.time_zone or settings.TIME_ZONE
        self.initial.setdefault("time_zone", zone)
        self.initial["time_zone"] = self.initial["time_zone"] or zone
        for name in ("starts_at", "ends_at"):
            if isinstance(moment := self.initial.get(name), datetime.datetime):
                self.initial[name] = wall_time(moment, zone_named(zone))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("starts_at", "ends_at"):
            if cleaned.get(name):
                self._convert(cleaned, name, zone_named(cleaned.get("time_zone", "")))
        if cleaned.get("is_all_day"):
            self._drop_meaningless_end(cleaned)
        return cleaned

    def _drop_meaningless_end(self, cleaned: dict[str, Any]) -> None:
        """Drop the end of an all-day event that is on its first day and not after its start: hours do not count."""
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and starts.date() == ends.date() and ends <= starts:
            cleaned["ends_at"] = None

    def _convert(self, cleaned: dict[str, Any], name: str, zone: zoneinfo.ZoneInfo) -> None:
        try:
            cleaned[name] = moment_of(cleaned[name], zone)
        except ValidationError as error:
            self.add_error(name, error)


class SessionForm(TranslatedForm):
    """A session of an event, with its time in the time zone of the event's form.

    After a change of the zone the typed hours differ from those of the stored moment, so the session counts as changed.
    """

    starts_at = LocalTimeField(label=_("Starts"), required=False)

    def __init__(self, *args: Any, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        if self.instance.starts_at:
            self.initial["starts_at"] = wall_time(self.instance.starts_at, zone)

    def clean_starts_at(self) -> datetime.datetime | None:
        wall = self.cleaned_data["starts_at"]
        return wall and moment_of(wall, self.zone)


class SessionFormSet(RowFormSet):
    """When the event gets another time zone, sessions keep the typed hours and their moments change."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"zone": zone_named(self._zone_name())}

    def _zone_name(self) -> str:
        return self.data.get("time_zone", "") if self.is_bound else self.instance.time_zone
