"""What editors said about translations; translations.py reads it."""

from django.conf import settings
from django.db import models


class StillValid(models.Model):
    """An editor's statement that a translation is still valid for a newer edition of its original."""

    translation = models.ForeignKey("publishing.Edition", models.CASCADE, related_name="found_valid_for")
    original = models.ForeignKey("publishing.Edition", models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation", "original"], name="still_valid_once")]

    def __str__(self) -> str:
        return f"{self.translation_id} for {self.original_id}"
