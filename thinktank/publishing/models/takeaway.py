"""The rows that say what a publication means for each audience."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line
from thinktank.publishing.models.part import Part


class Takeaway(Part):
    """One sentence that says what a publication means for one audience."""

    publication = models.ForeignKey("publishing.Publication", models.CASCADE, related_name="takeaways")
    audience = models.ForeignKey(
        "taxonomy.Audience", models.PROTECT, related_name="+", verbose_name=_("readers")
    )
    text = Line(
        _("takeaway"), max_length=300, blank=True, help_text=_("One sentence: what this means for them.")
    )

    class Meta(Part.Meta):
        verbose_name = _("takeaway")
        verbose_name_plural = _("takeaways")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "audience"],
                name="takeaway_once",
                violation_error_message=_("There is already a sentence for these readers."),
            )
        ]

    def __str__(self) -> str:
        return str(self.audience)
