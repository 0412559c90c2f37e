"""Reports with their key findings and recommendations, which are ordered rows of the report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.choices import Horizon, Kind
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part


class Report(Publication):
    """A report, often written with partner institutions: a text, a PDF per language, ordered findings and recommendations."""

    Kind = Kind

    part_sets = (*Publication.part_sets, "key_findings", "recommendations")

    report_number = Line(_("report number"), max_length=32, blank=True)
    pdf = models.ForeignKey(
        "library.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF")
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")


class KeyFinding(Part):
    """One of the few sentences that sum up a report."""

    needed_word = "text"

    report = models.ForeignKey(Report, models.CASCADE, related_name="key_findings")
    text = Line(_("finding"), max_length=300, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("key finding")
        verbose_name_plural = _("key findings")

    def __str__(self) -> str:
        return languages.first_word(self, "text")[0] or f"{self.position}"


class Recommendation(Part):
    """One recommendation of a report: to whom, and by when."""

    needed_word = "text"

    report = models.ForeignKey(Report, models.CASCADE, related_name="recommendations")
    horizon = models.CharField(_("horizon"), max_length=20, choices=Horizon, default=Horizon.IMMEDIATE)
    addressee = Line(_("addressee"), max_length=200, blank=True)
    text = Lines(_("text"), blank=True)

    class Meta(Part.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return f"{self.position}"
