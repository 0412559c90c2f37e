"""Form fields for moments and days on the desk: the browser's picker, in the site's time zone."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WALL_TIME = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def refuse_impossible_year(value: datetime.date) -> None:
    """Raises ValidationError for a year such as 0202. Near the calendar's ends, time zones cannot be converted."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Check the year."))


class DayField(forms.DateField):
    """A day."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [refuse_impossible_year]


class MomentInput(forms.DateTimeInput):
    """The browser's picker. It shows seconds if there are any, so that an unchanged moment comes back unchanged."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime.datetime):
            return value.strftime(f"{WALL_TIME}:%S" if value.second else WALL_TIME)
        return super().format_value(value)


class MomentField(forms.DateTimeField):
    """A moment in the site's time zone, which its help text names. A new form begins with a whole minute."""

    widget = MomentInput
    default_validators = [refuse_impossible_year]

    def __init__(self, *, initial: Any = None, help_text: str | Promise = "", **kwargs: Any) -> None:
        zone = format_lazy(_("Local time in {zone}."), zone=settings.TIME_ZONE)
        super().__init__(
            initial=(lambda: initial().replace(second=0, microsecond=0)) if callable(initial) else initial,
            help_text=format_lazy("{help} {zone}", help=help_text, zone=zone) if help_text else zone,
            input_formats=[WALL_TIME, f"{WALL_TIME}:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )
