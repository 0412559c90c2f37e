"""What publications are sorted by: topics, regions, audiences, series, projects."""

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.addresses.models import Addressed, AddressedQuerySet
from thinktank.language.fields import Line, Lines
from thinktank.language.records import Record


class Term(Addressed):
    """A subject that publications are sorted by, with a name, a description and a page."""

    name = Line(_("name"), max_length=120)
    description = Lines(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Order in menus."))

    objects = AddressedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def record(self, language: str) -> Record:
        """{"uid", "name"}, as an edition keeps them."""
        return {"uid": str(self.uid), "name": self.label_in(language)}


class Topic(Term):
    address_prefix = "topics"

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Region(Term):
    address_prefix = "regions"

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Audience(Term):
    """Readers an editor has in mind: business, researchers, students."""

    address_prefix = "for"

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Series(Term):
    """Publications to read in order, part by part. The parts are rows of publishing.SeriesPart."""

    address_prefix = "series"

    class Meta(Term.Meta):
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("several of them", "series")


class Project(Term):
    """A longer undertaking that publications belong to."""

    address_prefix = "projects"
    starts_on = models.DateField(_("began"), null=True, blank=True)
    ends_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def has_ended(self, on: datetime.date) -> bool:
        return self.ends_on is not None and self.ends_on < on


class Remit(models.Model):
    """That an account writes and publishes texts of some topics or projects alone (accounts/permissions.py).

    One without any, whose last topic was deleted, limits the account to nothing.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="remit")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    projects = models.ManyToManyField(Project, blank=True, related_name="+", verbose_name=_("projects"))

    class Meta:
        verbose_name = _("limit to topics and projects")
        verbose_name_plural = _("limits to topics and projects")

    def __str__(self) -> str:
        return str(self.account)


def limits_of(account_id: int) -> dict[str, set[int]] | None:
    """{"topics": ids, "projects": ids}, or None for an account without limits. One query."""
    rows = list(Remit.objects.filter(account_id=account_id).values_list("topics", "projects"))
    if not rows:
        return None
    topics, projects = ({each for each in ids if each} for ids in zip(*rows, strict=True))
    return {"topics": topics, "projects": projects}
