"""Ratings of publications by readers."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

STARS = range(1, 6)


class RatingQuerySet(models.QuerySet["Rating"]):
    def latest_of_each(self) -> "RatingQuerySet":
        """Each reader's newest version."""
        newer = Rating.objects.filter(
            publication=OuterRef("publication"),
            voter_key=OuterRef("voter_key"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(newer))

    def by(self, voter_key: bytes) -> "RatingQuerySet":
        """One reader's versions, newest first."""
        return self.filter(voter_key=voter_key).order_by("-version")


class Rating(models.Model):
    """One to five stars from one reader for a publication. A change of mind is a new version; rows never change."""

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="ratings")
    voter_key = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField()
    stars = models.PositiveSmallIntegerField()
    rated_on = models.DateField(help_text="Nothing finer than the day is kept.")

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["publication", "voter_key", "version"], name="rating_version"),
            models.CheckConstraint(
                condition=Q(stars__gte=STARS[0], stars__lte=STARS[-1]), name="rating_one_to_five"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="rating_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stars}"
