"""What working copies and editions use. A picture is public while an edition on record refers to it."""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext


class Reference(models.Model):
    """A picture, document, recording, chart or publication that a working copy (`edition` is None) or an edition uses."""

    class TargetType(models.TextChoices):
        IMAGE = "image"
        DOCUMENT = "document"
        RECORDING = "recording"
        CHART = "chart"
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


def foretell_replacing(thing: models.Model, users: list[models.Model]) -> dict[models.Model, str]:
    """What another file in place of the present one changes in each of these publications."""
    from thinktank.publishing.models.edition import Edition
    from thinktank.publishing.models.publication import Publication

    uid = getattr(thing, "uid", None)
    publications = [user for user in users if isinstance(user, Publication)]
    if uid is None or not publications:
        return {}
    used = Reference.objects.filter(target_uid=uid, publication__in=publications)
    ended = Edition.objects.filter(live_until__lte=timezone.now())
    drafts = set(used.filter(edition=None).values_list("publication_id", flat=True))
    published = set(
        used.exclude(edition=None).exclude(edition__in=ended).values_list("publication_id", flat=True)
    )
    return {each: _foretold(each.pk in drafts, each.pk in published) for each in publications}


def _foretold(is_in_draft: bool, is_published: bool) -> str:
    """The sentence for a text of which the draft, or an edition that is live or scheduled, uses the file."""
    if is_in_draft and is_published:
        return gettext(
            "The draft has the new file at once. The published text keeps the present one until you publish again."
        )
    if is_in_draft:
        return gettext("The draft has the new file at once.")
    return gettext("What was published keeps the present file.")
