"""Days and spans of days in words, in the current language."""

import datetime
import re

from django.utils.formats import date_format, get_format

from thinktank.language import languages
from thinktank.language.data import data_for


def days_in_words(first: datetime.date, last: datetime.date) -> str:
    """ "3 December 2026", "3–12 December 2026", "28 November – 3 December 2026": repeats only what differs."""
    end, dash = date_format(last, "DATE_FORMAT"), data_for(languages.current()).dash
    if first == last:
        return end
    if first.year != last.year:
        return f"{date_format(first, 'DATE_FORMAT')} {dash} {end}"
    day = re.split(r"\s", get_format("DATE_FORMAT"))[0]
    if first.month == last.month and day.startswith("j"):
        return f"{date_format(first, day)}–{end}"
    return f"{date_format(first, 'MONTH_DAY_FORMAT')} {dash} {end}"
