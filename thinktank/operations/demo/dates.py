"""Dates of the demo that move with the day on which it is loaded, so that what is to come stays to come."""

import datetime
import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

PLACE = re.compile(r"\{\{(day|date|month|year) (\d{4}-\d{2}-\d{2})\}\}")
FORMATS = {"day": "MONTH_DAY_FORMAT", "date": "DATE_FORMAT", "month": "E", "year": "Y"}


def weeks_since(day: datetime.date | None) -> datetime.timedelta:
    """Whole weeks from a day until today, so that a Tuesday stays a Tuesday; nothing without a day."""
    if day is None:
        return datetime.timedelta()
    return datetime.timedelta(weeks=(timezone.localdate() - day).days // 7)


def move(value, by: datetime.timedelta, language: str = ""):
    """The same facts with every date later by so much, and every place for a date in a text filled in.

    A text in a table under the code of a language is in that language.
    """
    if isinstance(value, dict):
        return {key: move(each, by, key if len(key) == 2 else language) for key, each in value.items()}
    if isinstance(value, list):
        return [move(each, by, language) for each in value]
    if isinstance(value, datetime.date):
        return value + by
    return fill_in(value, by, language) if isinstance(value, str) else value


def fill_in(text: str, by: datetime.timedelta, language: str) -> str:
    """The text with "{{day 2026-12-08}}" as "8 December", and so on: day, date (with the year), month, year."""

    def written(place):
        day = datetime.date.fromisoformat(place[2]) + by
        with override(language):
            return date_format(day, FORMATS[place[1]])

    return PLACE.sub(written, text)
