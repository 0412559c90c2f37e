"""The texts that are read most. Few reads say little, so there is no list until some texts have been read by some readers."""

import datetime

from django.db.models import QuerySet, Sum
from django.utils import timezone

from thinktank.database.prepared import prepared
from thinktank.readership.models import LATELY, Readership, ReadingDay

MOST_SHOWN = 6  # full rows in two columns and in three
CANDIDATES = 50  # those read most, some of which may have been withdrawn
FEWEST_TEXTS, FEWEST_READS = 3, 10


def most_read(language: str, at: datetime.datetime) -> list[Readership]:
    """Live editions in this language that were read most in the last thirty days, most first; often none. One query."""
    today = timezone.localdate(at)
    editions = _most_read(language=language, at=at, today=today, before=today - LATELY)
    is_telling = sum(edition.reads_lately >= FEWEST_READS for edition in editions) >= FEWEST_TEXTS
    return editions if is_telling else []


@prepared
def _most_read(
    language: str, at: datetime.datetime, today: datetime.date, before: datetime.date
) -> QuerySet[Readership]:
    """Sum up reads once, take the texts read most, and keep the live ones, instead of summing for every live text."""
    days = ReadingDay.objects.lately(today, before).filter(language=language)
    by_reads = days.values("publication").annotate(total=Sum("n")).order_by("-total", "-publication")
    return (
        Readership.objects.counted(at)
        .in_language(language)
        .filter(publication__in=by_reads.values("publication")[:CANDIDATES])
        .with_reads_lately(today, before)
        .for_lists()
        .order_by("-reads_lately", "-dated", "-pk")[:MOST_SHOWN]
    )
