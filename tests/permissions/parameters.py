"""Which objects the parameters of a route stand for, for every route of the URLconf.

A new route that fits none of these lines fails tests/permissions/test_matrix.py with its path.
"""

import re

from tests.permissions.states import SUBJECTS, TYPES, Filling
from tests.routes import Route

# Of parameters that say no more than which page of an object is asked for
USUAL = {
    "language": "en", "number": 1, "old": 1, "new": 2, "extension": "mp3", "ending": "bib", "form": "atom", "kind": "pdf",
    "figure": 1,
    "rest": "en/",
}  # fmt: skip
# Beginnings of routes, and what their parameters stand for: a key of `make_everything`. The first that fits is taken.
STANDS_FOR = {
    r"/admin/r/": "view on site",
    r"/admin/guide/images/": "picture of the guide",
    r"/admin/invitation/": "invitation",
    r"/admin/open-form/": "open form",
    r"/admin/saved-filters/": "saved filter",
    r"/admin/trash/": "trashed",
    r"/admin/security/sessions/": "session",
    r"/admin/security/": "factor",
    r"/admin/publishing/publication/calendar/move/": "scheduled edition",
    r"/admin/publishing/publication/together/": "act",
    r"/admin/(?P<app>\w+)/(?P<model>\w+)/<": "{app}.{model}",
    r"/admin/<app_label>/": "app",
    r"/admin/<url>": "nothing",
    r"/shared/": "shared link",
    r"/theme\.": "colours",
    r"/media/r/": "rendition",
    r"/library/recordings/": "recording",
    r"/library/charts/": "chart",
    r"/library/": "picture",
    r"/sitemap-<name>": "sitemap",
    r"/<key>\.txt": "key of IndexNow",
    r"/en/(articles|rate|read|s)/": "articles.article",
    r"/en/report-error/": "edition",
    r"/en/events/": "events.event",
    r"/en/reports/": "reports.report",
    r"/en/polls/": "polls.poll",
    r"/en/topics/": "taxonomy.topic",
    r"/en/regions/": "taxonomy.region",
    r"/en/projects/": "taxonomy.project",
    r"/en/series/": "taxonomy.series",
    r"/en/for/": "taxonomy.audience",
    r"/en/experts/": "experts.expert",
    r"/en/organizations/": "experts.organization",
    r"/en/archive/": "month",
    r"/en/<slug>": "pages.page",
    r"/en/(search/)?feed\.<form>": "format",
}


# What routes are asked that answer nothing without a query
QUERIES = {
    "/en/search/feed.<form>": "?q=article",
    "/en/search/suggestions.json": "?q=arti",
    "/oai": "?verb=Identify",
    "/oai/": "?verb=Identify",
    "/admin/saved-filters/add/": "?list=articles.article&query=state_en%3Dlive",
    "/admin/autocomplete/": "?term=a&app_label=publishing&model_name=relation&field_name=target",
}


class Unknown(LookupError):
    """A route whose parameters nobody has said how to fill."""

    def __init__(self, route: Route) -> None:
        super().__init__(
            f"{route.path}: nothing says what its parameters {route.parameters} stand for. Add the beginning of its path to "
            "STANDS_FOR in tests/permissions/parameters.py, and objects in every state to tests/permissions/states.py."
        )


def kind_of(route: Route) -> str:
    """What its parameters stand for: a key of `make_everything`. Raises Unknown."""
    if not route.parameters:
        return "-"
    for beginning, kind in STANDS_FOR.items():
        if match := re.match(beginning, route.path):
            return kind.format(**match.groupdict())
    raise Unknown(route)


def family_of(route: Route) -> str:
    """The same for kinds of objects that share views and the rules for who sees them."""
    kind = kind_of(route)
    return "publication" if kind in TYPES else "subject" if kind in SUBJECTS else kind


def filling_of(route: Route, made: dict[str, Filling]) -> Filling:
    """By state: a value for each parameter of the route. Raises Unknown."""
    found = {"-": {}} if kind_of(route) == "-" else made.get(kind_of(route), {})
    filled = {state: USUAL | values for state, values in found.items()}
    if not filled or not all(set(route.parameters) <= set(values) for values in filled.values()):
        raise Unknown(route)
    return filled
