"""The site settings that editors may change: name, contacts, colour, notice."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from thinktank.language.fields import Line, Lines
from thinktank.pages.colours import readable_on_dark, readable_on_light
from thinktank.pages.models.single import SingleRow
from thinktank.pages.robots import valid_rules, valid_usage
from thinktank.publishing.licences import Licence


class SiteSettings(SingleRow):
    """Who publishes this site, and what it looks like. There is one row."""

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
        verbose_name=_("logo on a dark background"),
        help_text=_("For dark mode. If left empty: the logo on a light plate."),
    )
    accent_on_light = models.CharField(
        _("accent on a light background"),
        max_length=7,
        blank=True,
        validators=[readable_on_light],
        help_text=_("For example #b8361b. If left empty: the usual red of the design."),
    )
    accent_on_dark = models.CharField(
        _("accent on a dark background"),
        max_length=7,
        blank=True,
        validators=[readable_on_dark],
        help_text=_("For example #ff8d70: the same colour, but lighter."),
    )
    contacts = Lines(
        _("contacts"),
        blank=True,
        help_text=_("Address, telephone, e-mail, each on its own line; shown at the foot of every page."),
    )
    rights = Line(
        _("rights and licence"),
        max_length=300,
        blank=True,
        help_text=_("How the texts may be used; shown at the foot of every page."),
    )
    licence = models.CharField(
        _("licence of the texts"),
        max_length=40,
        blank=True,
        choices=Licence,
        help_text=_(
            "Of every text that names no other; programs read it too. If left empty: they are told nothing."
        ),
    )
    about = models.ForeignKey(
        "pages.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page in the main menu"),
        help_text=_("A page about the site, such as “About us”. Shown while it is live."),
    )
    notice = Line(_("notice on every page"), max_length=300, blank=True)
    content_usage = Line(
        _("use by AI"),
        max_length=200,
        blank=True,
        validators=[valid_usage],
        help_text=_(
            "Your wishes, in the words of the draft standard AIPREF: search=y, train-ai=n. Sent with every page and in robots.txt. If left empty, none are expressed."
        ),
    )
    robots_rules = Lines(
        _("rules for crawlers"),
        blank=True,
        validators=[valid_rules],
        help_text=_(
            "Added to robots.txt. For example, on two lines: “User-agent: GPTBot” and “Disallow: /”. Crawlers follow them or not; nothing is enforced."
        ),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("Site settings"))

    def clean(self) -> None:
        super().clean()
        if bool(self.accent_on_light) != bool(self.accent_on_dark):
            empty = "accent_on_dark" if self.accent_on_light else "accent_on_light"
            raise ValidationError({empty: _("Choose the colour for both backgrounds or for neither.")})
