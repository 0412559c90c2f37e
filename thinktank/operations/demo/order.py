"""What the demo's editors put in order: the parts of a series, the top of the front page."""

from thinktank.operations.demo.desk import enter, rows, translated
from thinktank.pages.models import FrontPage
from thinktank.taxonomy.models import Series


def enter_series(entries, publications, *, by):
    for position, entry in enumerate(entries):
        parts = [{"publication": str(publications[key].pk)} for key in entry["parts"]]
        data = {"is_public": "on", "position": str(position)}
        for field in ("name", "description", "slug"):
            data |= translated(entry[field], field)
        enter(Series, data | rows("parts", parts), by=by)


def enter_front_page(entry, publications, polls, terms, *, by):
    slots = [{"publication": str(publications[key].pk)} for key in entry["slots"]]
    data = {
        "poll": str(polls[entry["poll"]].pk),
        "projects": [str(terms["projects", key].pk) for key in entry["projects"]],
    }
    enter(FrontPage, data | rows("slots", slots), by=by)
