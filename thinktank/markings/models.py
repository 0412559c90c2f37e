"""What must be said of a person, an organisation or the whole site while it is in force."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.language.fields import Line

ELEMENT = re.compile(r"</?[A-Za-z][^>]*>")


def without_elements(text: str) -> None:
    """Raises ValidationError for HTML, which would be shown as it was typed."""
    if found := ELEMENT.search(text):
        raise ValidationError(
            _("Write plain text: “%(element)s” would be shown as it stands."), params={"element": found[0]}
        )


class Marking(models.Model):
    """A statement beside a name, or on every page: the status of a foreign agent, an age, a conflict of interest.

    It is in force from its first day to its last one, in the time zone of the site. It belongs to no edition: pages of
    old editions show what is in force when they are read.
    """

    words = Line(
        _("words"),
        max_length=1000,
        validators=[without_elements],
        help_text=_(
            "As the law or your rules word it, such as “16+”. A language without words shows the others."
        ),
    )
    expert = models.ForeignKey(
        "experts.Expert",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="markings",
        verbose_name=_("expert"),
        help_text=_("Shown beside the name wherever readers see it."),
    )
    organization = models.ForeignKey(
        "experts.Organization",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="markings",
        verbose_name=_("organisation"),
        help_text=_("If neither is chosen, the marking is about the whole site and shown on every page."),
    )
    starts_on = models.DateField(_("in force from"), default=timezone.localdate)
    ends_on = models.DateField(
        _("in force until"),
        null=True,
        blank=True,
        help_text=_("The last day. Leave empty if no end is known."),
    )
    is_prominent = models.BooleanField(
        _("twice the size of the text"), default=False, help_text=_("As Russian law asks of foreign agents.")
    )

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="marking_ends_after_start",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(expert=None) | Q(organization=None),
                name="marking_is_about_one",
                violation_error_message=_(
                    "Choose a person or an organisation, not both: add a second marking for the other."
                ),
            ),
        ]

    def __str__(self) -> str:
        return languages.first_word(self, "words")[0]

    def is_in_force(self, on: datetime.date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def was_ever_public(self) -> bool:
        """Whether it has been in force: then its end is set instead of deleting it."""
        return self.starts_on <= timezone.localdate()
