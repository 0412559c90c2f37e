"""Votes that were counted elsewhere, before the poll came to this site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line


class ImportedCount(models.Model):
    """Votes for an option that were counted elsewhere. They are never ballots, and the first ballot fixes them."""

    poll = models.ForeignKey("polls.Poll", models.CASCADE, related_name="imported_counts")
    option = models.OneToOneField("polls.Option", models.CASCADE, related_name="imported_count")
    n = models.PositiveIntegerField(_("imported votes"))
    source = Line(_("imported from"), max_length=300)
    date = models.DateField(_("imported on"))

    class Meta:
        verbose_name = _("imported count")
        verbose_name_plural = _("imported counts")
        ordering = ["option__position", "option__number"]

    def __str__(self) -> str:
        return f"{self.n}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.poll_id = self.option.poll_id
        self._refuse_after_first_ballot()
        if self.poll.max_choices > 1:
            raise ValidationError(
                _(
                    "Counts can be imported only into a poll with a single answer: they do not show how many people voted."
                )
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_after_first_ballot()
        return super().delete(*args, **kwargs)

    def _refuse_after_first_ballot(self) -> None:
        if self.poll.voters.exists():
            raise ValidationError(
                _("Readers have voted: imported counts can no longer be changed."), code="fixed"
            )
