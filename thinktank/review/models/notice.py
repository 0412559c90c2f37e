from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Tells one member of staff of one event that concerns them."""

    class Kind(models.TextChoices):
        ASKED = "asked", _("You are asked to review it")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent back", _("Sent back")
        CHANGED = "changed", _("Changed after you approved it")
        COMMENTED = "commented", _("New comment")
        MENTIONED = "mentioned", _("You are mentioned")
        ASSIGNED = "assigned", _("You may write this text now")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="+")
    review = models.ForeignKey("review.Review", models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("review.Comment", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("notice"), _("notices")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "done_at", "-id"], name="notices_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.kind}"


class DeskLanguage(models.Model):
    """In which language somebody last used the pages of reviewing: mails are in that one."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk_language"
    )
    language = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.language}"
