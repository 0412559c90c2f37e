"""Lasting pages. They are publications, so they have revisions and editions."""

from django.utils.translation import gettext_lazy as _

from thinktank.pages.choices import Kind
from thinktank.publishing.models import Publication


class Page(Publication):
    """A lasting page of the site: about, contact, funding, policies."""

    Kind = Kind

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
