import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet

LATELY = datetime.timedelta(days=30)


class ReadingDayQuerySet(models.QuerySet):
    def of_the_edition(self):
        """For a subquery of editions, or of sums."""
        return self.filter(publication=OuterRef("publication"), language=OuterRef("language"))

    def lately(self, today, before):
        """Of the last days, today among them, back to the day after `before`.

        Whoever asks reckons that (today - LATELY): a prepared query cannot.
        """
        return self.filter(day__gt=before, day__lte=today)


class ReadingDay(models.Model):
    """How often a publication was read in one language on one day: nothing is known of who read it, or when."""

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

    def __str__(self):
        return f"{self.day} ({self.language}): {self.n}"


class ReadingSumQuerySet(models.QuerySet):
    def of_live_editions(self, editions):
        """Those with an edition among `editions`, a queryset of Readership."""
        own = editions.filter(publication=OuterRef("publication"), language=OuterRef("language"))
        return self.filter(Exists(own.order_by()))

    def with_reads_as_summed(self):
        """`reads` of the thirty days, where the sums are those of today."""
        return self.annotate(reads=F("lately"))

    def with_reads_by_days(self, today, before):
        return self.annotate(
            reads=Coalesce(_sum(ReadingDay.objects.of_the_edition().lately(today, before)), 0)
        )


class ReadingSum(models.Model):
    """The reading days of a publication in one language, summed up; written with the days by `sums.add_reads`."""

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

    def __str__(self):
        return f"{self.publication_id} ({self.language}): {self.lately}, {self.in_all}"


class SummedUpTo(models.Model):
    """One row: the last day of the thirty that `ReadingSum.lately` covers."""

    day = models.DateField()

    def __str__(self):
        return str(self.day)


class ReadershipQuerySet(EditionQuerySet):
    def counted(self, at):
        """Live editions whose reads are counted: of articles, events and reports, not of pages about the institute."""
        return self.live(at).exclude(prefix="")

    def with_reads_lately(self, today, before):
        return self.annotate(
            reads_lately=Coalesce(_sum(ReadingDay.objects.of_the_edition().lately(today, before)), 0)
        )


def _sum(days):
    return Subquery(days.values("publication").annotate(total=Sum("n")).values("total"))


class Readership(Edition):
    """A live edition, as the counter and the desk's list of reads see it."""

    objects = ReadershipQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("readership of a text")
        verbose_name_plural = _("readership")
        ordering = ["-pk"]
