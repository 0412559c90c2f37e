"""Django's admin as the editors' desk."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.utils.translation import gettext_lazy as _


class DeskConfig(AdminConfig):
    """Django's admin with our own site class: the editors' desk."""

    default_site = "thinktank.desk.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        name_link_tables()


class DeskTables(AppConfig):
    """The tables of the desk itself. Django's admin has the other application."""

    name = "thinktank.desk"
    verbose_name = _("Editors’ desk")


def name_link_tables() -> None:
    """Name a row of a table between two models by its two ends, not "Poll_publications object (5)" as Django does."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created:
            model._meta.verbose_name, model._meta.verbose_name_plural = _("link"), _("links")
            model.__str__ = _ends  # type: ignore[method-assign, assignment]  # Django made the class itself


def _ends(link: Model) -> str:
    return " — ".join(str(getattr(link, f.name)) for f in link._meta.get_fields() if f.is_relation)
