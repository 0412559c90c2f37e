"""Count an expert's live publications by year and type."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, When
from django.db.models.fields.json import KeyTextTransform

from events.happening import CALLED_OFF
from thinktank.delivery.cache_tags import subject_tag
from thinktank.delivery.cached_results import cached_result
from thinktank.publishing.models import Listing

MAX_YEARS = 24  # columns of a chart; older years are not drawn

Work = Counter[tuple[int | None, str]]  # number of editions by year and type


def work_of(uid: UUID, language: str, at: datetime) -> Work:
    """Live editions by year and type; events that were called off have the year None.

    One query. The result is cached until an edition of the person changes.
    """

    def count() -> Work:
        live = Q(live_until=None) | Q(live_until__gt=at)
        listings = Listing.objects.filter(live, subject_uid=uid, language=language, live_from__lte=at)
        status = Case(
            When(edition__type="event", then=KeyTextTransform("status", "edition__card__facts")),
            output_field=CharField(),
        )  # no other card is read
        rows = listings.order_by().values_list("dated__year", "edition__type", status)
        work: Work = Counter()
        for year, type_name, status, n in rows.annotate(n=Count("pk")):
            work[None if status in CALLED_OFF else year, type_name] += n
        return work

    return cached_result(("work of", uid, language), [subject_tag(uid)], count)


def by_year(work: Work) -> list[dict]:
    """Columns of a chart, the earliest year first: {"year", "n", "height"}. Empty for fewer than two years.

    Years without editions are included. `height` is in per cent of the highest column.
    """
    years: Counter[int] = Counter()
    for (year, _type), n in work.items():
        if year:
            years[year] += n
    if len(years) < 2:
        return []
    last, highest = max(years), max(years.values())
    first = max(min(years), last - MAX_YEARS + 1)
    return [
        {"year": year, "n": years[year], "height": round(100 * years[year] / highest)}
        for year in range(first, last + 1)
    ]


def by_type(work: Work) -> Counter[str]:
    """Number of editions by type."""
    types: Counter[str] = Counter()
    for (_year, type_name), n in work.items():
        types[type_name] += n
    return types
