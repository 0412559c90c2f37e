"""The log of erasures; editions/erase.py writes it."""

from django.conf import settings
from django.db import models

from thinktank.language.fields import Line


class Erasure(models.Model):
    """The record of an erasure: which edition, when, why and by whom, without the erased text."""

    edition = models.OneToOneField("publishing.Edition", models.PROTECT, related_name="erasure")
    reason = Line(max_length=300)
    erased_at = models.DateTimeField()
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.reason}"
