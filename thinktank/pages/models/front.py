"""What editors choose for the front page; home.py fills the rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.pages.models.single import SingleRow


class FrontPage(SingleRow):
    """What editors choose for the front page. The newest publications fill the places they leave open."""

    poll = models.ForeignKey(
        "polls.Poll",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("poll"),
        help_text=_("Shown in each language in which it has a page. If left empty, no poll is shown."),
    )
    projects = models.ManyToManyField(
        "taxonomy.Project",
        blank=True,
        related_name="+",
        verbose_name=_("projects"),
        help_text=_("In the order of the menu. If left empty: those that have not ended."),
    )

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front page")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="front_page_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("Front page"))


class FrontSlot(models.Model):
    """A publication chosen for the top of the front page. In each language the first live one is the lead."""

    front_page = models.ForeignKey(FrontPage, models.CASCADE, related_name="slots")
    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", verbose_name=_("publication")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("chosen publication")
        verbose_name_plural = _("chosen publications")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["front_page", "publication"],
                name="front_slot_once",
                violation_error_message=_("This publication has been chosen already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.publication)
