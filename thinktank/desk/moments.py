"""Moments in the desk's forms: the browser's own picker, in the site's time zone."""

import datetime

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

LOCAL = "%Y-%m-%dT%H:%M"


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

    def __init__(self, *, initial=None, help_text="", **kwargs):
        zone = format_lazy(_("Local time in {zone}."), zone=settings.TIME_ZONE)
        super().__init__(
            initial=(lambda: initial().replace(second=0, microsecond=0)) if callable(initial) else initial,
            help_text=format_lazy("{help} {zone}", help=help_text, zone=zone) if help_text else zone,
            input_formats=[LOCAL, f"{LOCAL}:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )
