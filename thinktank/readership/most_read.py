"""What is read most: few reads say little, so there is no list before some texts have been read by some readers."""

import datetime

from django.db.models import Exists, Sum
from django.utils import timezone

from thinktank.database.prepared import prepared
from thinktank.readership.models import LATELY, Readership, ReadingDay, ReadingSum, SummedUpTo

MOST_SHOWN = 6  # full rows, whether two stand abreast or three
CANDIDATES = 50  # those read most, some of which may have been withdrawn
FEWEST_TEXTS, FEWEST_READS = 3, 10


def most_read(language: str, at: datetime.datetime) -> list[Readership]:
    """Live editions in this language that were read most in the last thirty days, the most first; often none.

    One query, but for the minutes between midnight and the first reads of a day (readership/sums.py).
    """
    today = timezone.localdate(at)
    asked = {"language": language, "at": at, "today": today, "before": today - LATELY}
    editions = _by_sums(**asked) or _by_days(**asked)
    is_telling = sum(edition.reads_lately >= FEWEST_READS for edition in editions) >= FEWEST_TEXTS
    return editions if is_telling else []


@prepared
def _by_sums(language, at, today, before):
    """None when the sums are not those of today."""
    sums = ReadingSum.objects.filter(Exists(SummedUpTo.objects.filter(day=today)), language=language)
    by_reads = sums.filter(lately__gt=0).order_by("-lately", "-publication")
    return _live_ones(by_reads.values("publication"), language, at, today, before)


@prepared
def _by_days(language, at, today, before):
    """Reads are summed up once, not for every text on the site."""
    days = ReadingDay.objects.lately(today, before).filter(language=language)
    by_reads = days.values("publication").annotate(total=Sum("n")).order_by("-total", "-publication")
    return _live_ones(by_reads.values("publication"), language, at, today, before)


def _live_ones(publications, language, at, today, before):
    """Among those read most, the live ones."""
    return (
        Readership.objects.counted(at)
        .in_language(language)
        .filter(publication__in=publications[:CANDIDATES])
        .with_reads_lately(today, before)
        .for_lists()
        .order_by("-reads_lately", "-dated", "-pk")[:MOST_SHOWN]
    )
