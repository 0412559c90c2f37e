from django.db import models


class Listing(models.Model):
    """That an edition is listed under a subject (topic, person, audience ...).

    Carries what lists filter and sort by, so that they need no join; written by publishing and withdrawing only.
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

    def __str__(self):
        return f"{self.subject_uid}: {self.edition_id}"
