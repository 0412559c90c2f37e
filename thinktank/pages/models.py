from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.generations import FURNITURE, begin_generation
from thinktank.publishing.models import Publication


class Page(Publication):
    """A lasting page of the site: about, contact, funding, policies."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")

    address_prefix = ""

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @classmethod
    def schema_type(cls, kind):
        return "WebPage"


class SiteSettings(models.Model):
    """The one row that says who publishes this site."""

    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    logo = models.ForeignKey(
        "library.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    contacts = models.TextField(_("contacts"), blank=True)
    notice = models.CharField(_("notice on every page"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self):
        return str(_("Site settings"))

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            super().save(*args, **kwargs)
            begin_generation(FURNITURE)
