from django.conf import settings
from django.db import models


class EditConflict(models.Model):
    """A place that two editors changed in different ways: the later save stands in the working copy, the other beside it.

    The other value is that of revision `other_number`; it stays until an editor chooses.
    """

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="edit_conflicts")
    field = models.CharField(max_length=100)
    language = models.CharField(
        max_length=10, blank=True, help_text="Empty for what belongs to all languages."
    )
    part_set = models.CharField(
        max_length=100, blank=True, help_text="The set of rows, such as contributions."
    )
    row = models.CharField(max_length=36, blank=True, help_text="The uid of the row.")
    other_number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose value is in the working copy.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.field}"
