"""All ratings of a publication together. Below five there is no average: few say little, and might show who gave them."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, QuerySet, UUIDField, Value

from thinktank.database.prepared import Rows, prepared
from thinktank.percentages import to_the_nearest
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.ratings.models import STARS, Rating

FEWEST_SHOWN = 5


@dataclass(frozen=True)
class Share:
    stars: int
    n: int
    percent: int


@dataclass(frozen=True)
class Summary:
    """Below FEWEST_SHOWN readers `average` is None and `shares` is empty."""

    n: int
    average: float | None
    shares: list[Share]

    @property
    def best(self) -> int:
        return STARS[-1]


def summary_of(publication_id: int) -> Summary:
    """One query."""
    return _summary(dict(_groups(publication_id).values_list("stars", "n")))


def ask_beside(publication_id: int, at: datetime.datetime) -> Rows:
    """One query for all that a page shows of a publication's ratings."""
    return _rows_beside.ask(publication_id=publication_id, at=at)


def summary_from(answer: Rows) -> tuple[UUID, Summary] | None:
    """(public id, summary) of a publication that is live and accepts ratings; None for any other."""
    uid: UUID | None = None
    counts: dict[int, int] = {}
    for found_uid, stars, n in answer.made():
        if found_uid:
            uid = found_uid
        else:
            counts[stars] = n
    return (uid, _summary(counts)) if uid else None


@prepared
def _rows_beside(publication_id: int, at: datetime.datetime) -> QuerySet[Any]:
    no_stars, no_n = Value(None, IntegerField()), Value(None, IntegerField())
    rateable = _rateable(at).filter(publication=publication_id).order_by()
    definition = rateable.values_list("publication_uid", no_stars, no_n)
    groups = _groups(publication_id).values_list(Value(None, UUIDField()), "stars", "n")
    return definition.union(groups).order_by()


def find_rateable(uid: UUID, language: str, at: datetime.datetime) -> Edition | None:
    """The live edition, in this language if there is one, of a publication that accepts ratings."""
    editions = list(_rateable(at).filter(publication_uid=uid).for_lists())
    return min(editions, key=lambda edition: edition.language != language, default=None)


def _rateable(at: datetime.datetime) -> EditionQuerySet:
    return Edition.objects.live(at).filter(publication__accepts_ratings=True)


def _groups(publication_id: int) -> QuerySet[Any]:
    ratings = Rating.objects.filter(publication=publication_id).latest_of_each()
    return ratings.values("stars").annotate(n=Count("pk")).order_by()


def _summary(counts: dict[int, int]) -> Summary:
    n = sum(counts.values())
    if n < FEWEST_SHOWN:
        return Summary(n, None, [])
    total = sum(stars * count for stars, count in counts.items())
    by_stars = [(stars, counts.get(stars, 0)) for stars in reversed(STARS)]
    percents = to_the_nearest([count for _stars, count in by_stars], n)
    shares = [Share(*row, percent) for row, percent in zip(by_stars, percents, strict=True)]
    return Summary(n, round(total / n, 1), shares)
