from django.contrib.admin import AdminSite
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.i18n import JavaScriptCatalog, set_language

from thinktank.desk.policy import with_desk_policy

# The menu follows the work, not the house: what is not named here stands below, app by app.
MENU = [
    (
        _("Publications"),
        [
            "publishing.publication",
            "articles.article",
            "events.event",
            "reports.report",
            "polls.poll",
            "pages.page",
        ],
    ),
    (_("Readers"), ["corrections.errorreport", "readership.readership"]),
    (
        _("People and institutions"),
        ["experts.expert", "experts.organization"],
    ),
    (
        _("Topics"),
        ["taxonomy.topic", "taxonomy.region", "taxonomy.project", "taxonomy.series", "taxonomy.audience"],
    ),
    (_("Library"), ["library.image", "library.document", "library.recording"]),
    (_("The site"), ["pages.frontpage", "pages.sitesettings"]),
]


class DeskSite(AdminSite):
    """The editors' desk."""

    site_header = _("Editors’ desk")
    site_title = _("Editors’ desk")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True

    def get_urls(self):
        return [path("language/", set_language, name="set_language"), *super().get_urls()]

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)
        return guarded if getattr(view, "has_public_policy", False) else with_desk_policy(guarded)

    def login(self, request, extra_context=None):
        return with_desk_policy(super().login)(request, extra_context)

    def i18n_javascript(self, request, extra_context=None):
        """The admin's own words and those of the prose editor; the project's catalogue comes with both."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            if count := getattr(self.get_model_admin(model["model"]), "n_waiting", None):
                model["name"] = _with_number(model["name"], count())
        return apps if app_label else _by_work(apps)


def _with_number(name, n):
    if not n:
        return name
    return ngettext("%(name)s: %(n)d new", "%(name)s: %(n)d new", n) % {"name": name, "n": n}


def _by_work(apps):
    entries = {model["model"]._meta.label_lower: (app, model) for app in apps for model in app["models"]}
    groups = []
    for name, labels in MENU:
        found = [entries.pop(label) for label in labels if label in entries]
        if found:
            groups.append(found[0][0] | {"name": name, "models": [model for _app, model in found]})
    for app in apps:
        if left := [model for model in app["models"] if model["model"]._meta.label_lower in entries]:
            groups.append(app | {"models": left})
    return groups
