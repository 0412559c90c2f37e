"""Reads are written and summed up in one act, so that "most read" and the desk never add up every day.

`ReadingSum.lately` covers thirty days. The first reads of a new day move them on: what was read on the days that drop out is
subtracted. Until then `is_summed_up_to(today)` is false, and the days themselves are asked.
"""

import collections
import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum

from thinktank.readership.models import LATELY, ReadingDay, ReadingSum, SummedUpTo

THE_ROW = 1
Reads = tuple[int, str, datetime.date, int]  # id of a publication, language, day, number of reads


def is_summed_up_to(today: datetime.date) -> bool:
    return SummedUpTo.objects.filter(pk=THE_ROW, day=today).exists()


def add_reads(reads: Iterable[Reads]) -> None:
    """Add to the days and to their sums, all or nothing. Processes wait for each other at the row that says the day."""
    reads = sorted(reads)
    if not reads:
        return
    with transaction.atomic():
        last = _move_on_to(max(day for _pk, _language, day, _n in reads))
        _add_to_days(reads)
        _add_to_sums(reads, last)


def _move_on_to(day: datetime.date) -> datetime.date:
    """Lock the row; the last day that the sums cover, which is `day` or one after it."""
    SummedUpTo.objects.bulk_create([SummedUpTo(pk=THE_ROW, day=day)], ignore_conflicts=True)
    row = SummedUpTo.objects.select_for_update().get(pk=THE_ROW)
    if row.day < day:
        _subtract(ReadingDay.objects.filter(day__gt=row.day - LATELY, day__lte=day - LATELY))
        row.day = day
        row.save()
    return row.day


def _subtract(days):
    for language in days.order_by().values_list("language", flat=True).distinct():
        gone = days.filter(language=language)
        own = gone.filter(publication=OuterRef("publication")).values("publication")
        ReadingSum.objects.filter(language=language, publication__in=gone.values("publication")).update(
            lately=F("lately") - Subquery(own.annotate(total=Sum("n")).values("total"))
        )


def _add_to_days(reads):
    ReadingDay.objects.bulk_create(
        (ReadingDay(publication_id=pk, language=language, day=day, n=0) for pk, language, day, _n in reads),
        ignore_conflicts=True,
    )
    for pk, language, day, n in reads:
        ReadingDay.objects.filter(publication=pk, language=language, day=day).update(n=F("n") + n)


def _add_to_sums(reads, last):
    lately, in_all = collections.Counter(), collections.Counter()
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
