"""Editions, and the two queries that decide what the public may see."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.addresses.models import address_path


class EditionQuerySet[Row: "Edition"](models.QuerySet[Row]):
    """`live` and `on_record` alone decide what the public may see."""

    def live(self, at: datetime.datetime) -> Self:
        """Editions that are current at this moment: what lists, feeds and canonical addresses read."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at, erased_at=None)

    def on_record(self, at: datetime.datetime) -> Self:
        """Editions that are or were current and may still be read at their numbered address.

        Withdrawing an edition takes it and all earlier ones in its language off the record.
        """
        withdrawn = Edition.objects.filter(
            publication=OuterRef("publication"),
            language=OuterRef("language"),
            number__gte=OuterRef("number"),
            ended_as=Edition.End.WITHDRAWN,
            live_until__lte=at,
        )
        return self.filter(~Exists(withdrawn), live_from__lte=at, erased_at=None)

    def scheduled(self, at: datetime.datetime) -> Self:
        """Editions that will go live later. For the desk only."""
        return self.filter(live_from__gt=at)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def of_type(self, type_name: str) -> Self:
        return self.filter(type=type_name)

    def newest_first(self) -> Self:
        return self.order_by("-dated", "-first_live_from", "-pk")

    def for_lists(self) -> Self:
        """Defer the long columns, which lists do not show."""
        return self.defer("content", "plain_text")


class Edition(models.Model):
    """What readers see: one language, numbered, compiled once from one revision, never changed afterwards.

    Only its end may still be set, and `erase` (rule 9 of docs/architecture.md) may blank it. Database triggers refuse
    every other change.
    """

    class End(models.TextChoices):
        REPLACED = "replaced", _("replaced by a newer edition")
        EXPIRED = "expired", _("no longer current")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Made(models.TextChoices):
        FIRST = "first", pgettext_lazy("kind of edition", "first")
        REVISION = "revision", pgettext_lazy("kind of edition", "revision")
        CORRECTION = "correction", pgettext_lazy("kind of edition", "correction")
        FACTS = "facts", pgettext_lazy("kind of edition", "facts only")

    # Half of the editions are in one language, a quarter of those of one type: without being told, SQLite expects ten.
    sqlite_statistics: ClassVar = {
        "edition_list": "200000 100000 12 12 10 10 10 10",
        "edition_type_list": "200000 100000 25000 12 12 10 10 10 10",
        "edition_by_slug": "200000 100000 25000 1",
        "edition_ended": "200000 100000 30000 20000 1",
        "edition_state": "200000 2 1 1 1 1 1",
    }

    # Identity
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.ForeignKey("publishing.Publication", models.PROTECT, related_name="editions")
    publication_uid = models.UUIDField(
        db_index=True, help_text="Public code links by this, without reading the working copy."
    )
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField(help_text="The running number, by which its address goes.")
    type = models.CharField(max_length=40)
    prefix = models.CharField(max_length=40, blank=True)
    slug = models.CharField(max_length=100)

    # The record
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    standfirst = models.TextField(blank=True)
    dated = models.DateField()
    content = models.JSONField(
        help_text="The compiled record; see publishing/editions/compile.py for its shape."
    )
    card = models.JSONField(help_text="The few facts lists show, taken from the content.")
    plain_text = models.TextField(blank=True)
    made_as = models.CharField(
        max_length=10,
        choices=Made,
        blank=True,
        default="",
        db_default="",
        help_text="Empty for editions from before there were kinds.",
    )
    printed_number = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="The number that readers see: “2”, or “2.1”. Empty as above.",
    )
    is_minor = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="What changed since the edition before.")
    correction = models.TextField(blank=True, help_text="What was wrong and is now right.")
    digest = models.CharField(max_length=80, help_text="Format name and SHA-256 of the canonical record.")
    text_digest = models.CharField(max_length=64, help_text="SHA-256 of the source texts before compiling.")

    # Provenance
    revision = models.ForeignKey("publishing.Revision", models.PROTECT, related_name="editions")
    words_from = models.ForeignKey(
        "publishing.Revision", models.PROTECT, related_name="+", help_text="The revision its texts are from."
    )
    translates = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="translations",
        help_text="The edition it is a translation of.",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_over = models.BooleanField(
        default=False, help_text="Entered from elsewhere, with its earlier dates."
    )

    # When it is live: the only part that may change
    live_from = models.DateTimeField()
    first_live_from = models.DateTimeField(
        help_text="When the first edition of this text went live: within a day, lists go by it."
    )
    live_until = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, blank=True, choices=End)
    public_note = models.TextField(blank=True, help_text="Why it was withdrawn.")

    # Erasure leaves a tombstone
    erased_at = models.DateTimeField(null=True)
    erasure_reason = models.CharField(max_length=300, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["publication", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "language", "number"], name="edition_number"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="edition_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(live_until=None, ended_as="") | Q(live_until__isnull=False) & ~Q(ended_as=""),
                name="edition_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(taken_over=True) | Q(live_from__gte=F("made_at")), name="edition_never_backdated"
            ),
        ]
        indexes = [
            models.Index(fields=["language", "type", "slug"], name="edition_by_slug"),
            models.Index(
                fields=[
                    "language",
                    "-dated",
                    "-first_live_from",
                    "live_from",
                    "live_until",
                    "erased_at",
                    "type",
                ],
                name="edition_list",
            ),
            models.Index(
                fields=[
                    "language",
                    "type",
                    "-dated",
                    "-first_live_from",
                    "live_from",
                    "live_until",
                    "erased_at",
                    "kind",
                ],
                name="edition_type_list",
            ),
            models.Index(
                fields=["publication", "language", "live_from", "live_until", "erased_at", "prefix"],
                name="edition_state",
            ),
            models.Index(fields=["language", "ended_as", "live_until", "publication"], name="edition_ended"),
            models.Index(
                fields=["language", "-live_from"],
                condition=Q(correction__filled=True),
                name="edition_corrections",
            ),
            models.Index(
                fields=[
                    "live_from",
                    "publication_uid",
                    "language",
                    "live_until",
                    "erased_at",
                    "prefix",
                    "publication",
                ],
                name="edition_by_start",
            ),
            models.Index(fields=["erased_at"], condition=Q(erased_at__isnull=False), name="edition_erased"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.number})"

    def get_absolute_url(self) -> str:
        """The canonical path, which shows the current edition of this publication in this language."""
        return address_path(self.language, self.prefix, self.slug)

    @property
    def printed(self) -> str:
        """The number that readers see: see editions/kinds.py."""
        return self.printed_number or str(self.number)

    def is_live(self, at: datetime.datetime) -> bool:
        return (
            self.live_from <= at and (self.live_until is None or at < self.live_until) and not self.erased_at
        )

    def set_end(self, until: datetime.datetime | None, ended_as: str, public_note: str = "") -> None:
        """Set and save the end of this edition and of its listings; `until` None removes the end.

        The database refuses to change an end that has passed.
        """
        self.live_until, self.ended_as, self.public_note = until, ended_as, public_note
        self.save(update_fields=["live_until", "ended_as", "public_note"])
        self.listings.update(live_until=until)
