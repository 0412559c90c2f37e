"""The order of the desk's menu, which follows the work of editors rather than the apps."""

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Positions by model. The types of publications add themselves, each at the position it has on the site too.
_publications = {"publishing.publication": 0, "polls.poll": 60, "publishing.release": 70}
OF_THE_SITE = _("The site")
_groups_below: list[tuple[Promise, list[str]]] = [
    (_("Readers"), ["corrections.errorreport", "readership.readership"]),
    (
        _("People and organisations"),
        ["experts.expert", "experts.organization", "markings.marking"],
    ),
    (
        _("Topics"),
        ["taxonomy.topic", "taxonomy.region", "taxonomy.project", "taxonomy.series", "taxonomy.audience"],
    ),
    (_("Library"), ["library.image", "library.chart", "library.document", "library.recording"]),
    (OF_THE_SITE, ["pages.frontpage", "pages.sitesettings", "publishing.unmadefile"]),
    (_("Accounts"), ["auth.user", "auth.group", "audit.auditentry"]),
]


def add_publications(model: type[Model], position: int) -> None:
    """Show the list of this model in the group "Publications"."""
    _publications[model._meta.label_lower] = position


def menu() -> list[tuple[Promise, list[str]]]:
    """(heading, models such as "articles.article") of each group. Other models follow below, app by app."""
    publications = sorted(_publications, key=lambda label: (_publications[label], label))
    return [(_("Publications"), publications), *_groups_below]
