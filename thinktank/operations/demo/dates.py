"""Move the dates of the demo to the day on which it is loaded, so that its coming events are still to come."""

import datetime
import re
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

PLACE = re.compile(r"\{\{(day|date|month|year) (\d{4}-\d{2}-\d{2})\}\}")
FORMATS = {"day": "MONTH_DAY_FORMAT", "date": "DATE_FORMAT", "month": "E", "year": "Y"}


def weeks_since(day: datetime.date | None) -> datetime.timedelta:
    """Whole weeks from a day until today, so that a Tuesday stays a Tuesday; zero without a day."""
    if day is None:
        return datetime.timedelta()
    return datetime.timedelta(weeks=(timezone.localdate() - day).days // 7)


def move(value: Any, by: datetime.timedelta, language: str = "") -> Any:
    """A copy of nested facts with every date later by `by`, and every placeholder for a date in a text filled in.

    Texts under a key of two letters are in the language of that code.
    """
    if isinstance(value, dict):
        return {key: move(each, by, key if len(key) == 2 else language) for key, each in value.items()}
    if isinstance(value, list):
        return [move(each, by, language) for each in value]
    if isinstance(value, datetime.date):
        return value + by
    return fill_in(value, by, language) if isinstance(value, str) else value


def fill_in(text: str, by: datetime.timedelta, language: str) -> str:
    """Replace placeholders such as "{{day 2026-12-08}}" by "8 December": day, date (with the year), month, year."""

    def written(place: re.Match[str]) -> str:
        day = datetime.date.fromisoformat(place[2]) + by
        with override(language):
            return date_format(day, FORMATS[place[1]])

    return PLACE.sub(written, text)
