"""The places of publications in series."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeriesPart(models.Model):
    """A publication's place in a series. Pages read it live, like relations; editions do not store it.

    A publication is part of one series at most, so that "part 2 of 5" means one thing.
    """

    series = models.ForeignKey("taxonomy.Series", models.CASCADE, related_name="parts")
    publication = models.OneToOneField(
        "publishing.Publication",
        models.CASCADE,
        related_name="series_part",
        verbose_name=_("publication"),
        error_messages={"unique": _("This publication is part of a series already.")},
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.publication)
