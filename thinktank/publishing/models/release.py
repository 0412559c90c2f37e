"""Releases: drafts that go live in the same second, such as a report with its news item, event and translations."""

import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line


class ReleaseQuerySet[Row: "Release"](models.QuerySet[Row]):
    def scheduled(self, at: datetime.datetime) -> Self:
        """Those whose editions will go live after this moment."""
        return self.filter(scheduled_for__gt=at)

    def in_the_making(self) -> Self:
        """Those that are not scheduled yet, or no longer."""
        return self.filter(scheduled_for=None)


class Release(models.Model):
    """A named set of drafts. Scheduling makes one edition of each language of each draft, all with the same start."""

    name = Line(_("name"), max_length=200, help_text=_("Only editors see it."))
    moment = models.DateTimeField(_("goes live"), null=True, blank=True)
    scheduled_for = models.DateTimeField(
        null=True, editable=False, help_text="The moment for which its editions were made; empty before that."
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def is_scheduled(self, at: datetime.datetime) -> bool:
        return self.scheduled_for is not None and self.scheduled_for > at

    def was_ever_public(self) -> bool:
        """Whether its editions were made: such a release is not deleted, but cancelled or kept."""
        return self.scheduled_for is not None


class ReleaseItem(models.Model):
    """A draft of a release, and the languages in which it is published."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="items")
    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="release_items", verbose_name=_("publication")
    )
    languages = models.JSONField(_("languages"), help_text="Codes, such as those of the settings.")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("text of the release")
        verbose_name_plural = _("texts of the release")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "publication"],
                name="release_item_once",
                violation_error_message=_("This publication is in the release already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.publication)
