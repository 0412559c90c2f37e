"""People and organisations with a page, and the positions that people hold at organisations."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from experts.identifiers import OrcidField, RorField
from thinktank.addresses.models import Addressed, AddressedQuerySet
from thinktank.addresses.rows import RowQuerySet
from thinktank.addresses.web import WebAddressField, validate_web_address
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.language.positions import Institution, after_position
from thinktank.language.records import Record


class Organization(Addressed):
    """An institution: a partner, an organiser, an expert's employer."""

    address_prefix = "organizations"
    named_by = ("name", "short_name")

    name = Line(_("name"), max_length=200)
    short_name = Line(_("short name"), max_length=60, blank=True)
    name_in_role = Line(
        _("name after a position"),
        max_length=200,
        blank=True,
        help_text=_(
            "Only for languages that decline names, such as Russian: the form used directly after a position."
        ),
    )
    description = Lines(_("description"), blank=True)
    website = WebAddressField(_("website"), blank=True, validators=[validate_web_address])
    ror = RorField(
        "ROR",
        max_length=40,
        blank=True,
        help_text=_("The institution’s identifier from ror.org, such as 05dxps055."),
    )
    logo = models.ForeignKey(
        "library.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )

    objects = AddressedQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["pk"]

    def after_position(self, language: str, name: str) -> Institution:
        """Its name, given in the nominative, as it reads after a position: see language/positions.py."""
        return after_position(name, languages.word(self, "name_in_role", language), language)

    def names(self) -> list[str]:
        short = (languages.word(self, "short_name", code) for code in languages.codes())
        return list(filter(None, dict.fromkeys([*super().names(), *short])))

    def aside(self) -> str:
        return languages.first_word(self, "short_name")[0] or self.website

    def record(self, language: str) -> Record:
        """{"uid", "name", "logo"}: the name at the time, and the record of the logo or None; the ROR if any."""
        return {
            "uid": str(self.uid),
            "name": self.label_in(language),
            "logo": self.logo.record(language) if self.logo else None,
            **({"ror": self.ror} if self.ror else {}),
        }


class Expert(Addressed):
    """A person who writes, speaks or edits here and has a page."""

    address_prefix = "experts"
    required_words = ("family_name",)
    told_apart_with = ("affiliations__organization",)
    named_by = ("given_name", "family_name")

    given_name = Line(_("given names"), max_length=120, blank=True)
    family_name = Line(_("family name"), max_length=120)
    bio = Lines(_("about"), blank=True)
    portrait = models.ForeignKey(
        "library.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    topics = models.ManyToManyField(
        "taxonomy.Topic", blank=True, related_name="experts", verbose_name=_("topics")
    )
    spoken_languages = Line(
        _("languages"),
        max_length=120,
        blank=True,
        help_text=_("Languages in which this person can be interviewed, such as “English, Russian, French”."),
    )
    press_contact = Line(
        _("contact for the press"),
        max_length=200,
        blank=True,
        help_text=_("An e-mail address or a telephone number. Anyone can read it on the page."),
    )
    orcid = OrcidField(
        "ORCID",
        max_length=40,
        blank=True,
        help_text=_("The person’s identifier from orcid.org, such as 0000-0002-1825-0097."),
    )

    objects = AddressedQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["pk"]

    def __str__(self) -> str:
        for language in [languages.current(), *languages.codes()]:
            if name := self.label_in(language):
                return name
        return str(self.uid)

    def label_in(self, language: str) -> str:
        """The name as in running text: given names, then family name; empty without a family name."""
        given, family = (languages.word(self, field, language) for field in ("given_name", "family_name"))
        return f"{given} {family}".strip() if family else ""

    def aside(self) -> str:
        """The person's positions today; without any, the slug of the page."""
        today = timezone.localdate()
        positions = (self.position_in(code, today) for code in [languages.current(), *languages.codes()])
        return next(filter(None, positions), "") or languages.first_word(self, "slug")[0]

    def position_in(self, language: str, on: datetime.date) -> str:
        """The positions on a day, as one line: "Director, Institute of Europe", «директор Института Европы»."""
        return "; ".join(
            filter(None, (a.line_in(language) for a in self.affiliations.all() if a.is_held(on)))
        )

    def record(self, language: str) -> Record:
        """Uid, name, the parts of the name, and the ORCID if any."""
        return {
            "uid": str(self.uid),
            "name": self.label_in(language),
            "given": languages.word(self, "given_name", language),
            "family": languages.word(self, "family_name", language),
            **({"orcid": self.orcid} if self.orcid else {}),
        }


class Affiliation(models.Model):
    """A position that an expert has, or had, at an organisation."""

    owned_by = "expert"
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    role = Line(pgettext_lazy("held at an organisation", "role"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(
        _("to"), null=True, blank=True, help_text=_("Leave empty if this is a current position.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="affiliation_ends_after_start",
                violation_error_message=_("The end is before the start."),
            )
        ]

    def __str__(self) -> str:
        return self.line_in(languages.current())

    def is_held(self, on: datetime.date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or on <= self.ends_on
        )

    def line_in(self, language: str) -> str:
        """Role and organisation, as far as this language has words for them."""
        role = languages.word(self, "role", language)
        organization = languages.word(
            self.organization, "short_name", language
        ) or self.organization.label_in(language)
        if not (role and organization):
            return role or organization
        return role + "".join(self.organization.after_position(language, organization))
