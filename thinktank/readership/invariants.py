"""The invariant of reads, for `manage.py check_polls`."""

from collections.abc import Iterator

from django.db.models import Q, Sum

from thinktank.readers.invariants import invariant
from thinktank.readership.models import LATELY, ReadingDay, ReadingSum, SummedUpTo


@invariant("I15")
def sums_of_reads_are_those_of_the_days() -> Iterator[str]:
    last = SummedUpTo.objects.values_list("day", flat=True).first()
    since = Q(day__gt=last - LATELY) if last else Q()
    by_days = {
        (pk, language): (lately or 0, in_all)
        for pk, language, lately, in_all in ReadingDay.objects.order_by()
        .values_list("publication", "language")
        .annotate(lately=Sum("n", filter=since), in_all=Sum("n"))
    }
    sums = {
        (pk, language): (lately, in_all)
        for pk, language, lately, in_all in ReadingSum.objects.values_list(
            "publication", "language", "lately", "in_all"
        )
    }
    for pk, language in sorted(by_days.keys() | sums.keys()):
        added, summed = by_days.get((pk, language), (0, 0)), sums.get((pk, language), (0, 0))
        if added != summed:
            yield f"publication {pk} ({language}): reads lately and in all are {summed}, its days say {added}"
