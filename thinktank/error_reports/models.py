"""Readers' reports of errors, as editors handle them."""

import datetime
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.language.fields import Lines

LONGEST_TEXT, LONGEST_PASSAGE = 2000, 500  # characters


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def closed_before(self, moment: datetime.datetime) -> Self:
        """Reports that are closed, and came before this moment."""
        return self.exclude(state=ErrorReport.State.NEW).filter(received_at__lt=moment)


class ErrorReport(models.Model):
    """A reader's report of an error in an edition. It stores what the reader typed and the hour, nothing else of them."""

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("new")
        ANSWERED = "answered", gettext_lazy("answered")
        REJECTED = "rejected", gettext_lazy("rejected")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        "publishing.Edition",
        models.PROTECT,
        related_name="error_reports",
        verbose_name=gettext_lazy("edition"),
    )
    language = models.CharField(
        gettext_lazy("reader’s language"), max_length=10, help_text="Of the page around the text."
    )
    text = Lines(gettext_lazy("what is wrong"), max_length=LONGEST_TEXT)
    passage = Lines(gettext_lazy("passage"), max_length=LONGEST_PASSAGE, blank=True)
    email = models.EmailField(gettext_lazy("e-mail for an answer"), blank=True)
    received_at = models.DateTimeField(
        gettext_lazy("received"), help_text="Nothing finer than the hour is kept."
    )
    state = models.CharField(gettext_lazy("state"), max_length=10, choices=State, default=State.NEW)
    editors_note = Lines(gettext_lazy("editors’ note"), blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("error report")
        verbose_name_plural = gettext_lazy("error reports")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new") | Q(email=""), name="closed_error_report_has_no_address"
            ),
        ]
        indexes = [models.Index(fields=["state", "-received_at"], name="error_report_inbox")]

    def __str__(self) -> str:
        """Contains no words of the text: the desk's history stores it, and an edition may be erased."""
        moment = date_format(timezone.localtime(self.received_at), "DATETIME_FORMAT")
        return _("Report of %(moment)s") % {"moment": moment}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Delete the reader's e-mail address when the report is closed."""
        if self.state != self.State.NEW:
            self.email = ""
        super().save(*args, **kwargs)
