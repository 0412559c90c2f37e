"""What the demo's editors put in order, and its readers by reading: a series, the front page, what is most read."""

from django.utils import timezone

from thinktank.operations.demo.desk import enter, rows, translated
from thinktank.pages.models import FrontPage
from thinktank.readership.sums import add_reads
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


def enter_reads(reads, publications):
    """All of today, in every language the text is live in."""
    now = timezone.now()
    add_reads(
        (edition.publication_id, edition.language, timezone.localdate(now), n)
        for key, n in reads.items()
        for edition in publications[key].editions.live(now)
    )
