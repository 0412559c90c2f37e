"""Where the files made from editions are; generated_files.py makes them."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from thinktank.library.models import private_storage
from thinktank.markings.in_force import SITE, digest_of

if TYPE_CHECKING:
    from thinktank.publishing.models.edition import Edition


def generated_file_path(edition_file: EditionFile, filename: str) -> str:
    return f"made/{uuid.uuid4().hex}"


class EditionFileQuerySet(models.QuerySet["EditionFile"]):
    def holding(self, edition: Edition) -> Self:
        """Files that contain this edition's text, alone or next to another edition's."""
        return self.filter(Q(edition=edition) | Q(beside=edition))

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class EditionFile(models.Model):
    """A file made from an edition, such as its PDF. It can be made again and is not part of the record.

    Readers may download it while its edition is `live()` or `on_record()`.
    """

    class Kind(models.TextChoices):
        PDF = "pdf"
        PARALLEL_PDF = "pdf-parallel"
        EPUB = "epub"
        SHARE_IMAGE = "share-image"

    edition = models.ForeignKey("publishing.Edition", models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20, choices=Kind)
    beside = models.ForeignKey(
        "publishing.Edition",
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="The other edition whose text it holds as well.",
    )
    file = models.FileField(upload_to=generated_file_path, storage=private_storage)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    pages = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    markings = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Digest of the markings that it shows. When others are in force, it is not sent and made anew.",
    )

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="edition_file_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition_id}"

    def shows_markings_in_force(self) -> bool:
        return self.markings == markings_in(self.kind, self.edition, self.beside)


def markings_in(kind: str, edition: Edition, beside: Edition | None) -> str:
    """The digest of the markings in force today about whom a file of these editions names; empty without any."""
    if kind == EditionFile.Kind.SHARE_IMAGE:  # too small to read them
        return ""
    digests = [digest_of(_named_in(each), each.language) for each in (edition, beside) if each]
    return hashlib.sha256(":".join(digests).encode()).hexdigest() if any(digests) else ""


def _named_in(edition: Edition) -> set[str]:
    named = [*edition.content.get("people", ()), *edition.content.get("institutions", ())]
    return {SITE, *(entry["uid"] for entry in named if entry["uid"])}
