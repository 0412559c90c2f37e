"""The list "most read". It stays empty until enough texts have enough reads to mean something."""

import datetime
from typing import Any

from django.db.models import Exists, QuerySet, Sum
from django.utils import timezone

from thinktank.database.prepared import prepared
from thinktank.readership.models import (
    LATELY,
    Readership,
    ReadershipQuerySet,
    ReadingDay,
    ReadingSum,
    SummedUpTo,
)

MOST_SHOWN = 6  # fills the rows of two columns and of three
CANDIDATES = 50  # the most read texts, some of which may have been withdrawn
FEWEST_TEXTS, FEWEST_READS = 3, 10


def most_read(language: str, at: datetime.datetime) -> list[Readership]:
    """Live editions in this language by reads of the last thirty days, the most read first; may be empty.

    One query; two between midnight and the first reads of a day (readership/sums.py).
    """
    today = timezone.localdate(at)
    asked = {"language": language, "at": at, "today": today, "before": today - LATELY}
    editions = _by_sums(**asked) or _by_days(**asked)
    is_telling = sum(edition.reads_lately >= FEWEST_READS for edition in editions) >= FEWEST_TEXTS
    return editions if is_telling else []


@prepared
def _by_sums(
    language: str, at: datetime.datetime, today: datetime.date, before: datetime.date
) -> ReadershipQuerySet:
    """No rows when the sums are not those of today."""
    sums = ReadingSum.objects.filter(Exists(SummedUpTo.objects.filter(day=today)), language=language)
    by_reads = sums.filter(lately__gt=0).order_by("-lately", "-publication")
    return _live_ones(by_reads.values("publication"), language, at, today, before)


@prepared
def _by_days(
    language: str, at: datetime.datetime, today: datetime.date, before: datetime.date
) -> ReadershipQuerySet:
    """Add up the days of all texts of the language in one query."""
    days = ReadingDay.objects.lately(today, before).filter(language=language)
    by_reads = days.values("publication").annotate(total=Sum("n")).order_by("-total", "-publication")
    return _live_ones(by_reads.values("publication"), language, at, today, before)


def _live_ones(
    publications: QuerySet[Any, Any],
    language: str,
    at: datetime.datetime,
    today: datetime.date,
    before: datetime.date,
) -> ReadershipQuerySet:
    """The live editions among the most read publications."""
    return (
        Readership.objects.counted(at)
        .in_language(language)
        .filter(publication__in=publications[:CANDIDATES])
        .with_reads_lately(today, before)
        .for_lists()
        .order_by("-reads_lately", "-dated", "-pk")[:MOST_SHOWN]
    )
