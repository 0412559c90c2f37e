"""Enter the series, the front page and the numbers of page views of the demo."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from polls.models import Poll
from thinktank.operations.demo.desk import Fields, enter, rows, translated
from thinktank.pages.models import FrontPage
from thinktank.publishing.models import Publication
from thinktank.readership.sums import add_reads
from thinktank.taxonomy.models import Series, Term


def enter_series(
    entries: Iterable[Mapping[str, Any]], publications: Mapping[str, Publication], *, by: User
) -> None:
    for position, entry in enumerate(entries):
        parts = [{"publication": str(publications[key].pk)} for key in entry["parts"]]
        data: Fields = {"is_public": "on", "position": str(position)}
        for field in ("name", "description", "slug"):
            data |= translated(entry[field], field)
        enter(Series, data | rows("parts", parts), by=by)


def enter_front_page(
    entry: Mapping[str, Any],
    publications: Mapping[str, Publication],
    polls: Mapping[str, Poll],
    terms: Mapping[tuple[str, str], Term],
    *,
    by: User,
) -> None:
    slots = [{"publication": str(publications[key].pk)} for key in entry["slots"]]
    data = {
        "poll": str(polls[entry["poll"]].pk),
        "projects": [str(terms["projects", key].pk) for key in entry["projects"]],
    }
    enter(FrontPage, data | rows("slots", slots), by=by)


def enter_reads(reads: Mapping[str, int], publications: Mapping[str, Publication]) -> None:
    """Add page views of today for every language in which a publication is live."""
    now = timezone.now()
    add_reads(
        (edition.publication_id, edition.language, timezone.localdate(now), n)
        for key, n in reads.items()
        for edition in publications[key].editions.live(now)
    )
