"""Writing reads and their sums together, so that "most read" and the desk do not add up all days.

`ReadingSum.lately` covers thirty days. The first reads of a new day move this period on: the reads of the days that drop
out are subtracted. Until then `is_summed_up_to(today)` is false, and callers add up the days.
"""

import collections
import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from thinktank.readership.models import LATELY, ReadingDay, ReadingSum, SummedUpTo

THE_ROW = 1
Reads = tuple[int, str, datetime.date, int]  # id of a publication, language, day, number of reads


def is_summed_up_to(today: datetime.date) -> bool:
    return SummedUpTo.objects.filter(pk=THE_ROW, day=today).exists()


def add_reads(reads: Iterable[Reads]) -> None:
    """Add reads to the days and to their sums, in one transaction. Processes wait for each other at SummedUpTo's row."""
    reads = sorted(reads)
    if not reads:
        return
    with transaction.atomic():
        last = _move_on_to(max(day for _pk, _language, day, _n in reads))
        _add_to_days(reads)
        _add_to_sums(reads, last)


def _move_on_to(day: datetime.date) -> datetime.date:
    """Lock the row of SummedUpTo. Returns the last day that the sums cover, which is `day` or a later one."""
    SummedUpTo.objects.bulk_create([SummedUpTo(pk=THE_ROW, day=day)], ignore_conflicts=True)
    row = SummedUpTo.objects.select_for_update().get(pk=THE_ROW)
    if row.day < day:
        _subtract(ReadingDay.objects.filter(day__gt=row.day - LATELY, day__lte=day - LATELY))
        row.day = day
        row.save()
    return row.day


def _subtract(days: QuerySet[ReadingDay]) -> None:
    for language in days.order_by().values_list("language", flat=True).distinct():
        gone = days.filter(language=language)
        own = gone.filter(publication=OuterRef("publication")).values("publication")
        ReadingSum.objects.filter(language=language, publication__in=gone.values("publication")).update(
            lately=F("lately") - Subquery(own.annotate(total=Sum("n")).values("total"))
        )


def _add_to_days(reads: list[Reads]) -> None:
    ReadingDay.objects.bulk_create(
        (ReadingDay(publication_id=pk, language=language, day=day, n=0) for pk, language, day, _n in reads),
        ignore_conflicts=True,
    )
    for pk, language, day, n in reads:
        ReadingDay.objects.filter(publication=pk, language=language, day=day).update(n=F("n") + n)


def _add_to_sums(reads: list[Reads], last: datetime.date) -> None:
    lately: collections.Counter[tuple[int, str]] = collections.Counter()
    in_all: collections.Counter[tuple[int, str]] = collections.Counter()
    for pk, language, day, n in reads:
        in_all[pk, language] += n
        lately[pk, language] += n if last - LATELY < day else 0
    ReadingSum.objects.bulk_create(
        (ReadingSum(publication_id=pk, language=language, lately=0, in_all=0) for pk, language in in_all),
        ignore_conflicts=True,
    )
    for (pk, language), n in in_all.items():
        ReadingSum.objects.filter(publication=pk, language=language).update(
            lately=F("lately") + lately[pk, language], in_all=F("in_all") + n
        )
