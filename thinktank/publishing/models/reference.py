"""What working copies and editions use. A picture is public while an edition on record refers to it."""

from collections.abc import Iterable

from django.db import models


class Reference(models.Model):
    """A picture, document, recording or publication that a working copy (`edition` is None) or an edition uses."""

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

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_uid}"


MOST_LISTED = 50  # publications


def publications_with(thing: models.Model) -> Iterable[models.Model]:
    """The publications whose working copy or an edition on record uses this picture, document or recording."""
    from thinktank.publishing.models.publication import Publication

    uid = getattr(thing, "uid", None)
    if uid is None or thing._meta.model_name not in Reference.TargetType.values:
        return []
    used = Reference.objects.filter(target_uid=uid, target_type=thing._meta.model_name)
    return Publication.objects.filter(pk__in=used.values("publication"))[:MOST_LISTED]
