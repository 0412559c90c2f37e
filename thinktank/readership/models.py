import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet

LATELY = datetime.timedelta(days=30)


class ReadingDayQuerySet(models.QuerySet["ReadingDay"]):
    def of_the_edition(self) -> "ReadingDayQuerySet":
        """Days of the outer query's edition: for a subquery."""
        return self.filter(publication=OuterRef("publication"), language=OuterRef("language"))

    def lately(self, today: datetime.date, before: datetime.date) -> "ReadingDayQuerySet":
        """Days after `before` up to and including today.

        The caller computes `before` (today - LATELY), because a prepared query cannot.
        """
        return self.filter(day__gt=before, day__lte=today)


class ReadingDay(models.Model):
    """How often a publication was read in one language on one day. Who read it, and at what time, is not stored."""

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


class ReadershipQuerySet(EditionQuerySet):
    def counted(self, at: datetime.datetime) -> "ReadershipQuerySet":
        """Live editions whose reads are counted: of articles, events and reports, not of pages about the institute."""
        return self.live(at).exclude(prefix="")

    def that_were_read(self) -> "ReadershipQuerySet":
        return self.filter(Exists(ReadingDay.objects.of_the_edition()))

    def with_reads_lately(self, today: datetime.date, before: datetime.date) -> "ReadershipQuerySet":
        return self.annotate(
            reads_lately=Coalesce(_sum(ReadingDay.objects.of_the_edition().lately(today, before)), 0)
        )

    def with_reads_in_all(self) -> "ReadershipQuerySet":
        return self.annotate(reads_in_all=Coalesce(_sum(ReadingDay.objects.of_the_edition()), 0))


def _sum(days: ReadingDayQuerySet) -> Subquery:
    return Subquery(days.values("publication").annotate(total=Sum("n")).values("total"))


class Readership(Edition):
    """A live edition, for the counter and for the desk's list of reads."""

    objects = ReadershipQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("readership of a text")
        verbose_name_plural = _("readership")
        ordering = ["-pk"]
