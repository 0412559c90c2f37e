from django.db import models


class NewerDraft(models.Model):
    """A publication whose working copy differs from its newest edition in this language.

    `keep_newer_drafts` (publishing/revisions/newer_drafts.py) rewrites it with every revision and edition.
    """

    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "language"], name="newer_draft")]

    def __str__(self) -> str:
        return f"{self.publication_id} ({self.language})"
