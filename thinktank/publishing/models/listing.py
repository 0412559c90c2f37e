"""The rows from which lists by topic, person or audience are read."""

from django.db import models


class Listing(models.Model):
    """One edition in the list of one subject (topic, person, audience ...).

    Copies the columns that lists filter and sort by, so that they need no join. Only publishing, ending and erasing
    write it.
    """

    edition = models.ForeignKey("publishing.Edition", models.CASCADE, related_name="listings")
    subject_uid = models.UUIDField()
    language = models.CharField(max_length=10)
    dated = models.DateField()
    live_from = models.DateTimeField()
    first_live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "subject_uid"], name="listing_once")]
        indexes = [
            models.Index(
                fields=[
                    "subject_uid",
                    "language",
                    "-dated",
                    "-first_live_from",
                    "-edition",
                    "live_from",
                    "live_until",
                ],
                name="listing_list",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_uid}: {self.edition_id}"
