from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line, Lines


class Review(models.Model):
    """A request to review one language of a publication, and what came of it; or what somebody without an account said.

    The newest one without a link is where the language stands. `digest` is that of the text that was approved.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waiting")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent back", _("sent back")

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="reviews")
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(_("asked"))
    note = Lines(_("note"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due = models.DateField(_("due"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_name = Line(_("name"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    sentence = Lines(_("reason"), blank=True)
    digest = models.CharField(max_length=64, blank=True)
    link = models.ForeignKey("review.SharedLink", models.SET_NULL, null=True, related_name="answers")
    is_change_told = models.BooleanField(default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("review"), _("reviews")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["publication", "language", "-id"], name="review_of_language"),
            models.Index(fields=["assignee", "state"], name="review_waiting_for"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.language}: {self.state}"
