from django.db import models
from django.utils.translation import gettext_lazy as _

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
