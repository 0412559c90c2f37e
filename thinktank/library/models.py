"""The library: pictures with their renditions, documents, recordings. intake.py checks and stores their files."""

import hashlib
import json
import secrets
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.library.shapes import card_widths, whole_widths


def private_storage() -> Storage:
    return storages["private"]


def image_path(image: "Image", filename: str) -> str:
    return f"images/{uuid.uuid4().hex}"


def document_path(document: "Document", filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}"


def recording_path(recording: "Recording", filename: str) -> str:
    return f"recordings/{uuid.uuid4().hex}"


def new_rendition_key() -> str:
    return secrets.token_hex(16)


class Image(models.Model):
    """A picture of the library, with alternative text and credit in every language."""

    was_known: bool  # set by intake.take_image: whether the library had the file already

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = Line(
        _("title in the library"),
        max_length=200,
        help_text=_("Helps you find the file; readers never see it."),
    )
    original = models.FileField(_("file"), upload_to=image_path, storage=private_storage, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    media_type = models.CharField(max_length=40, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    frames = models.PositiveIntegerField(
        default=1, editable=False, help_text="More than one: an animation, of which the first is shown."
    )
    alt = Line(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    credit = Line(_("credit"), max_length=200, blank=True, help_text=_("Who made it or holds the rights."))
    needs_no_credit = models.BooleanField(
        _("no credit needed"),
        default=False,
        db_default=False,
        help_text=_(
            "Our own work, or nobody has to be named. Without this, a text with the picture needs a credit in its language before it can be published."
        ),
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, across"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent from the left."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, down"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent from the top."),
    )
    rendition_key = models.CharField(max_length=32, default=new_rendition_key, editable=False)
    likeness = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Difference hash, see likeness.py.",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.title

    def thumbnail_url(self) -> str:
        """The smallest card, for lists and fields of the desk."""
        from thinktank.library.pictures import image_url

        return image_url(self.record(languages.current()), "card", 320, "webp")

    def widths(self) -> list[int]:
        """Widths of the uncropped renditions, in pixels, ascending."""
        return whole_widths(self.width, self.height)

    def record(self, language: str) -> dict[str, Any]:
        """What an edition stores of the picture: the file's digest, the words in one language, and its renditions.

        The renditions are under "_files": keys that begin with "_" are not part of the edition's digest.
        """
        return {
            "uid": str(self.uid),
            "sha256": self.sha256,
            "width": self.width,
            "height": self.height,
            "alt": languages.word(self, "alt", language),
            "credit": languages.word(self, "credit", language),
            "_files": {
                "key": self.rendition_key,
                "widths": self.widths(),
                "cards": card_widths(self.width, self.height),
            },
        }


class RenditionSet(models.Model):
    """Renditions of a picture that were made together. They are under one key in public storage.

    A new focal point or another file makes a new set. Editions keep the key of the set that they were published with.
    """

    image = models.ForeignKey(Image, models.CASCADE, related_name="rendition_sets")
    key = models.CharField(max_length=32, unique=True)
    replaced_at = models.DateTimeField(
        null=True, help_text="When this file took the place of another; only editions made later show it."
    )

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """An uploaded file. It is private until an edition that has it is on record. Subclasses add `file`."""

    was_known: bool  # set by the functions of intake: whether the library had the file already

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = Line(_("title in the library"), max_length=200)
    filename = models.CharField(_("original name"), max_length=255, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def record(self, language: str) -> dict:
        """What an edition stores of the file."""
        return {"uid": str(self.uid), "sha256": self.sha256, "size": self.size}


class Document(StoredFile):
    """A file readers download, such as the PDF of a report."""

    file = models.FileField(_("file"), upload_to=document_path, storage=private_storage, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)

    class Meta(StoredFile.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def record(self, language: str) -> dict:
        return super().record(language) | {"pages": self.pages, "filename": self.filename}


class Recording(StoredFile):
    """Sound in one language, such as an episode of a podcast."""

    class MediaType(models.TextChoices):
        MP3 = "audio/mpeg", "MP3"
        M4A = "audio/mp4", "M4A"

    file = models.FileField(_("file"), upload_to=recording_path, storage=private_storage, editable=False)
    media_type = models.CharField(_("format"), max_length=40, choices=MediaType, editable=False)
    seconds = models.PositiveIntegerField(_("length in seconds"), editable=False)

    class Meta(StoredFile.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def record(self, language: str) -> dict:
        return super().record(language) | {"media_type": self.media_type, "seconds": self.seconds}


class Chart(models.Model):
    """A chart that the site draws from a table, with its words in every language. Texts show it as they show a picture."""

    class Kind(models.TextChoices):
        BARS = "bars", _("bars")
        STACKED = "stacked", _("stacked bars")
        LINES = "lines", _("lines")
        POINTS = "points", _("points")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of chart"), max_length=10, choices=Kind, default=Kind.BARS)
    title = Line(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("What the chart shows or says. Readers see it above the chart."),
    )
    data = Lines(
        _("data"),
        blank=True,
        help_text=_(
            "A table: copy the cells in a spreadsheet and paste them here, or paste a CSV file. The first row has the headings, the first column the labels, all others numbers."
        ),
    )
    description = Line(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_(
            "What the chart shows, for those who cannot see it. The numbers themselves are in the table below the chart."
        ),
    )
    source = Line(_("source of the data"), max_length=300, blank=True)
    note = Line(_("note"), max_length=500, blank=True, help_text=_("Units, gaps, what is estimated."))
    drawings = models.JSONField(default=dict, editable=False, help_text="{language: SVG}")
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("chart")
        verbose_name_plural = _("charts")

    def __str__(self) -> str:
        words = (languages.word(self, "title", code) for code in (languages.current(), *languages.codes()))
        return next(filter(None, words), "") or str(self.uid)

    def record(self, language: str) -> dict[str, Any]:
        """What an edition stores of the chart in one language: its words, its numbers and its drawing. "sha256" is of these."""
        words = ("title", "description", "source", "note")
        record = {
            "uid": str(self.uid),
            "kind": self.kind,
            **{name: languages.word(self, name, language) for name in words},
            **self._table(language),
            "svg": self.drawings.get(language, ""),
        }
        written = json.dumps(record, ensure_ascii=False, sort_keys=True)
        return record | {"sha256": hashlib.sha256(written.encode()).hexdigest()}

    def _table(self, language: str) -> dict[str, Any]:
        from thinktank.library.charts.data import read_table

        try:
            table = read_table(languages.word(self, "data", language), language, self.kind)
        except ValidationError:
            return {"columns": [], "rows": []}
        return {"columns": table.columns, "rows": [[label, values] for label, values in table.rows]}


class EarlierFile(models.Model):
    """A file that another one has replaced. Editions that were published with it go on sending it."""

    owner_uid = models.UUIDField(help_text="Of the Image, Document or Recording.")
    file = models.FileField(storage=private_storage)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="In bytes; 0 of pictures, of which copies are sent.")
    filename = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["owner_uid", "sha256"], name="earlier_file_owner")]

    def __str__(self) -> str:
        return self.filename or self.sha256
