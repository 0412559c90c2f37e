from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line, Lines
from thinktank.pages.colours import readable_on_dark, readable_on_light
from thinktank.pages.models.single import SingleRow


class SiteSettings(SingleRow):
    """The one row that says who publishes this site, and what it looks like."""

    name = Line(_("name"), max_length=120)
    tagline = Line(_("tagline"), max_length=200, blank=True)
    logo = models.ForeignKey(
        "library.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    logo_on_dark = models.ForeignKey(
        "library.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo on dark ground"),
        help_text=_("For readers whose screen is dark. Left empty: the logo, on a light plate."),
    )
    accent_on_light = models.CharField(
        _("accent on light ground"),
        max_length=7,
        blank=True,
        validators=[readable_on_light],
        help_text=_("Such as #b8361b. Left empty: the cinnabar of the design."),
    )
    accent_on_dark = models.CharField(
        _("accent on dark ground"),
        max_length=7,
        blank=True,
        validators=[readable_on_dark],
        help_text=_("Such as #ff8d70, the same colour but lighter."),
    )
    contacts = Lines(_("contacts"), blank=True)
    notice = Line(_("notice on every page"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self):
        return str(_("Site settings"))

    def clean(self):
        super().clean()
        if bool(self.accent_on_light) != bool(self.accent_on_dark):
            empty = "accent_on_dark" if self.accent_on_light else "accent_on_light"
            raise ValidationError({empty: _("Choose the colour for both backgrounds or for neither.")})
