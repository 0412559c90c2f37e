"""Moments and days in the desk's forms: the browser's own picker, in the site's time zone."""

import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

LOCAL = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def refuse_impossible_year(value):
    """A slip such as 0202; and at the ends of the calendar a moment has no name in some time zones."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Check the year."))


class DayField(forms.DateField):
    """A day."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [refuse_impossible_year]


class MomentInput(forms.DateTimeInput):
    """The picker. It shows seconds where there are any, so that what nobody touches comes back as it was."""

    input_type = "datetime-local"

    def format_value(self, value):
        if isinstance(value, datetime.datetime):
            return value.strftime(f"{LOCAL}:%S" if value.second else LOCAL)
        return super().format_value(value)


class MomentField(forms.DateTimeField):
    """A moment in the site's time zone, which its help text names. A new form begins with a whole minute."""

    widget = MomentInput
    default_validators = [refuse_impossible_year]

    def __init__(self, *, initial=None, help_text="", **kwargs):
        zone = format_lazy(_("Local time in {zone}."), zone=settings.TIME_ZONE)
        super().__init__(
            initial=(lambda: initial().replace(second=0, microsecond=0)) if callable(initial) else initial,
            help_text=format_lazy("{help} {zone}", help=help_text, zone=zone) if help_text else zone,
            input_formats=[LOCAL, f"{LOCAL}:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )
