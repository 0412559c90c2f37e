"""How often texts are read: by day, as sums, and as the desk's list shows it."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet

LATELY = datetime.timedelta(days=30)


class ReadingDayQuerySet(models.QuerySet["ReadingDay"]):
    def of_the_edition(self) -> Self:
        """The days of the outer query's edition or sum."""
        return self.filter(publication=OuterRef("publication"), language=OuterRef("language"))

    def lately(self, today: datetime.date, before: datetime.date) -> Self:
        """The days after `before`, up to and including `today`.

        Callers compute `before` (today - LATELY), because prepared queries cannot.
        """
        return self.filter(day__gt=before, day__lte=today)


class ReadingDay(models.Model):
    """How often a publication was read in one language on one day. It does not say who read it, or at what time."""

    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="reading_days", db_index=False
    )
    language = models.CharField(max_length=10)
    day = models.DateField()
    n = models.PositiveIntegerField()

    objects = ReadingDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "language", "day"], name="reading_day"),
        ]
        indexes = [models.Index(fields=["language", "day", "publication"], name="reading_day_lately")]

    def __str__(self) -> str:
        return f"{self.day} ({self.language}): {self.n}"


class ReadingSumQuerySet(models.QuerySet["ReadingSum"]):
    def of_live_editions(self, editions: models.QuerySet[Readership]) -> Self:
        """The sums whose text is among `editions`."""
        own = editions.filter(publication=OuterRef("publication"), language=OuterRef("language"))
        return self.filter(Exists(own.order_by()))

    def with_reads_as_summed(self) -> Self:
        """Annotate `reads` of the last thirty days from the sums. Right only when they are summed up to today."""
        return self.annotate(reads=F("lately"))

    def with_reads_by_days(self, today: datetime.date, before: datetime.date) -> Self:
        return self.annotate(
            reads=Coalesce(_sum(ReadingDay.objects.of_the_edition().lately(today, before)), 0)
        )


class ReadingSum(models.Model):
    """The sums of the reading days of a publication in one language. `sums.add_reads` writes them with the days."""

    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10)
    lately = models.PositiveIntegerField(help_text="Reads of the thirty days up to `SummedUpTo`.")
    in_all = models.PositiveIntegerField()

    objects = ReadingSumQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "language"], name="reading_sum")]
        indexes = [
            models.Index(fields=["language", "-lately", "-publication"], name="reading_sum_most_read"),
            models.Index(fields=["-lately", "-in_all", "-id"], name="reading_sum_desk_list"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} ({self.language}): {self.lately}, {self.in_all}"


class SummedUpTo(models.Model):
    """A single row: the last of the thirty days that `ReadingSum.lately` covers."""

    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)


class ReadershipQuerySet(EditionQuerySet["Readership"]):
    def counted(self, at: datetime.datetime) -> Self:
        """Live editions whose reads are counted: all but pages about the institute."""
        return self.live(at).exclude(prefix="")

    def with_reads_lately(self, today: datetime.date, before: datetime.date) -> Self:
        return self.annotate(
            reads_lately=Coalesce(_sum(ReadingDay.objects.of_the_edition().lately(today, before)), 0)
        )


def _sum(days: models.QuerySet[ReadingDay]) -> Subquery:
    return Subquery(days.values("publication").annotate(total=Sum("n")).values("total"))


class Readership(Edition):
    """An edition, as the counter and the desk's list of reads use it."""

    objects = ReadershipQuerySet.as_manager()  # type: ignore[misc] # of the proxy

    class Meta:
        proxy = True
        verbose_name = _("readership of a text")
        verbose_name_plural = _("readership")
        ordering = ["-pk"]
