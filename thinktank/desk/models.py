import datetime
import json
import uuid
import zlib
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line

STILL_OPEN = datetime.timedelta(seconds=40)  # an open page tells of itself four times in a minute


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def with_fields(self) -> Self:
        """Forms in which something was typed that nobody has saved."""
        return self.filter(packed__isnull=False)

    def seen_since(self, at: datetime.datetime) -> Self:
        return self.filter(seen_at__gte=at)


class OpenForm(models.Model):
    """A form that somebody has open on the desk, with what was typed into it since it was last saved."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=300, help_text="The path of the form.")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When its page last told that it is open.")
    typed_at = models.DateTimeField(null=True)
    typed_in = models.CharField(
        max_length=10, blank=True, help_text="The language of the text that was typed."
    )
    kept_at = models.DateTimeField(null=True)
    packed = models.BinaryField(null=True, help_text="Names and values of all fields, as compressed JSON.")

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "seen_at"], name="open_form_place")]

    def __str__(self) -> str:
        return self.place

    @property
    def fields(self) -> list[tuple[str, list[str]]]:
        """(name, values) of every field; none when nothing was typed."""
        if self.packed is None:
            return []
        return [(name, values) for name, values in json.loads(zlib.decompress(self.packed))]

    @fields.setter
    def fields(self, fields: list[tuple[str, list[str]]]) -> None:
        self.packed = zlib.compress(json.dumps(fields, ensure_ascii=False).encode(), 6)


class Trashed(models.Model):
    """An object that was deleted on the desk, with the rows that were deleted with it, until it is restored or purged."""

    model = models.CharField(max_length=100, help_text="The label of its model, such as articles.article.")
    key = models.CharField(max_length=50, help_text="Its primary key, which it gets back.")
    name = models.CharField(max_length=300)
    packed = models.BinaryField(help_text="All rows as compressed JSON: see trash.py.")
    deleted_at = models.DateTimeField(db_index=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """A search or a choice of filters of a list on the desk, under a name."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=100, help_text="The label of the list's model.")
    name = Line(_("name"), max_length=60)
    query = models.CharField(max_length=1000, help_text="The query of the list's address.")
    is_shared = models.BooleanField(_("show it to all colleagues"), default=False)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["model", "is_shared", "account"], name="saved_filters_of_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "model", "name"],
                name="saved_filter_once",
                violation_error_message=_("You have a filter of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
