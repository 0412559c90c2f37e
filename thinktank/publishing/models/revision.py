"""Revisions, and the shape of the snapshots they store."""

import json
import zlib
from typing import Any, TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line

type Facts = dict[str, Any]  # field -> JSON value, the same in every language
type Texts = dict[str, str]  # translated field -> text


class PartSnapshot(TypedDict):
    """One row of a publication, such as a contribution."""

    uid: str
    facts: Facts
    words: dict[str, Texts]  # by language


class Snapshot(TypedDict):
    """A working copy as JSON (see publishing/revisions/snapshot.py)."""

    format: int
    type: str
    facts: Facts
    words: dict[str, Texts]  # by language
    terms: dict[str, list[str]]  # field -> uids, such as those of its topics
    parts: dict[str, list[PartSnapshot]]  # by the name of the set of rows, in order


def unpacked(packed: bytes | memoryview) -> Snapshot:
    return json.loads(zlib.decompress(packed))


class Revision(models.Model):
    """A numbered snapshot of the working copy and its rows, with the editor and the moment of saving."""

    publication = models.ForeignKey("publishing.Publication", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    packed = models.BinaryField(help_text="The snapshot as compressed canonical JSON.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical JSON.")
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    note = Line(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("revision"), _("revisions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"{self.publication_id}.{self.number}"

    @property
    def snapshot(self) -> Snapshot:
        """The working copy as it was saved (see publishing/revisions/snapshot.py for its shape)."""
        return unpacked(self.packed)
