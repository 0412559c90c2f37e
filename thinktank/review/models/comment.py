from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line, Lines

LONGEST_TEXT, LONGEST_QUOTE = 2000, 500  # characters


class Comment(models.Model):
    """A remark about a text, one of its fields, or a passage of a field; or a reply to one.

    The passage is kept as words, with what stood around it, so that the remark says what it was about when the text
    has changed (anchors.py).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="comments")
    language = models.CharField(_("language"), max_length=10)
    field = models.CharField(max_length=50, blank=True)
    quote = Lines(_("passage"), max_length=LONGEST_QUOTE, blank=True)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    text = Lines(_("comment"), max_length=LONGEST_TEXT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = Line(_("name"), max_length=100, blank=True)
    link = models.ForeignKey("review.SharedLink", models.SET_NULL, null=True, related_name="comments")
    written_at = models.DateTimeField(_("written"))
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["publication", "id"], name="comments_of_text")]

    def __str__(self) -> str:
        """Without words of the text, which may be erased."""
        return str(self.uid)
