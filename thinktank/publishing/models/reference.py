from django.db import models


class Reference(models.Model):
    """What a working copy (edition empty) or an edition uses: a picture, a document, a recording, another publication."""

    class TargetType(models.TextChoices):
        IMAGE = "image"
        DOCUMENT = "document"
        RECORDING = "recording"
        PUBLICATION = "publication"

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="references")
    edition = models.ForeignKey("publishing.Edition", models.CASCADE, null=True, related_name="references")
    target_type = models.CharField(max_length=20, choices=TargetType)
    target_uid = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["target_uid", "target_type"], name="reference_target")]

    def __str__(self):
        return f"{self.target_type} {self.target_uid}"
