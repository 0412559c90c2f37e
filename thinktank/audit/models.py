"""The audit log: what staff and commands did, in a chain that shows every later change.

`chain.py` adds entries. The database refuses to change or delete them (`guards.py`), and every entry contains the digest
of the one before, so that a change made without the triggers is noticed too (`verify.py`).
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act. Holds names of fields and numbers, no texts: what is erased elsewhere must not live on here."""

    number = models.BigIntegerField(primary_key=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("moment"))
    who_id = models.BigIntegerField(null=True)  # no foreign key: the entry outlives the account
    who = models.CharField(_("user name"), max_length=150, blank=True)  # in old entries only
    act = models.CharField(_("act"), max_length=40)
    model = models.CharField(
        max_length=100, blank=True
    )  # such as "polls.poll"; for texts "publishing.publication"
    key = models.CharField(max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["who_id", "number"], name="audit_by_who"),
            models.Index(fields=["act", "number"], name="audit_by_act"),
            models.Index(fields=["model", "key", "number"], name="audit_by_object"),
            models.Index(fields=["at"], name="audit_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.act} {self.model} {self.key}".strip()


class FailedSignIns(models.Model):
    """How many sign-ins failed in an hour, until the hour is over and the sum is in the log."""

    hour = models.DateTimeField(primary_key=True)
    n = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.n}"
