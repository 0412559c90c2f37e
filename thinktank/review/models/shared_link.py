from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.language.fields import Line
from thinktank.publishing.models import Publication


class SharedLink(models.Model):
    """A link that opens a preview to somebody without an account: of one text, or of the whole site with a release.

    Only a digest of its token is stored.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, null=True, related_name="shared_links"
    )
    release = models.ForeignKey("publishing.Release", models.CASCADE, null=True, related_name="shared_links")
    language = models.CharField(_("language"), max_length=10, blank=True)  # empty: all, side by side
    name = Line(_("for whom"), max_length=100)
    token_digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=200, blank=True)
    may_answer = models.BooleanField(_("may comment and approve"), default=True)
    embargo = Line(_("embargo"), max_length=200, blank=True)
    expires_at = models.DateTimeField(_("works until"))
    most_openings = models.PositiveIntegerField(_("may be opened"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("link"), _("links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(publication=None, release__isnull=False)
                | models.Q(publication__isnull=False, release=None),
                name="link_opens_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> Publication:
        """The publication that it opens. Raises Publication.DoesNotExist for a link that opens a release."""
        if self.publication is None:
            raise Publication.DoesNotExist
        return self.publication

    def codes(self) -> list[str]:
        """The languages that it shows."""
        return [code for code in languages.codes() if self.language in ("", code)]

    def is_over(self, at: datetime.datetime) -> bool:
        """Whether it was revoked or has expired. Who has opened it before may read on when its openings are used up."""
        return self.revoked_at is not None or self.expires_at <= at

    def is_used_up(self) -> bool:
        return self.most_openings is not None and self.openings.count() >= self.most_openings

    def set_password(self, password: str) -> None:
        self.password = make_password(password) if password else ""

    def takes(self, password: str) -> bool:
        return not self.password or check_password(password, self.password)


class LinkOpening(models.Model):
    """That a link was opened, and when. Nothing is kept about who opened it: a name is, with what they answer."""

    link = models.ForeignKey(SharedLink, models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.opened_at}"
