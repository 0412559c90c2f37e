"""Ids of the candidates for an edition's surroundings, as a UNION so that each branch uses an index (decision 0046).

The outer query filters them with `live` and `on_record`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from thinktank.publishing.models import Edition, Listing, Relation, SeriesPart

NEWEST_OF_A_SUBJECT = 8


@dataclass(frozen=True)
class SortKey:
    """The position of an edition in the list of its type. An edition that is not saved has the id 0."""

    edition_id: int
    publication_id: int
    type_name: str
    language: str
    dated: date
    first_live_from: datetime


def ids_around(
    key: SortKey, linked: list[UUID], subjects: list[UUID], at: datetime
) -> QuerySet[Edition, Any]:
    """Ids of related editions of one edition.

    These are its publication's editions, those of publications that it is related to or links to, those of its series,
    its neighbours by date in its type and language, and the newest in its language under each of these subjects.
    """
    own = key.publication_id
    targets = Relation.objects.filter(source=own).order_by().values("target")
    sources = Relation.objects.filter(target=own).order_by().values("source")
    its_series = SeriesPart.objects.filter(publication=own).order_by().values("series")
    parts = SeriesPart.objects.filter(series__in=its_series).order_by().values("publication")
    editions = Edition.objects.order_by()
    return _ids(editions.filter(publication=own)).union(
        _ids(editions.filter(publication__in=targets)),
        _ids(editions.filter(publication__in=sources)),
        _ids(editions.filter(publication__in=parts)),
        _ids(editions.filter(publication_uid__in=linked)),
        _neighbour(key, at, "lt", "-"),
        _neighbour(key, at, "gt", ""),
        *(_newest(uid, key.language, at) for uid in subjects),
        all=True,
    )


def _ids(editions: QuerySet[Edition]) -> QuerySet[Edition, Any]:
    return editions.values("pk")


def _neighbour(key: SortKey, at: datetime, way: str, order: str) -> QuerySet[Edition, Any]:
    """The nearest edition on one side. The condition on `dated` alone is redundant, but lets the index start there."""
    row = Edition.objects.live(at).in_language(key.language).of_type(key.type_name)
    beyond = Q(**{f"dated__{way}": key.dated}) | Q(**{f"first_live_from__{way}": key.first_live_from})
    beyond |= Q(first_live_from=key.first_live_from, **{f"pk__{way}": key.edition_id})
    nearest = (
        row.exclude(publication=key.publication_id)
        .filter(beyond, **{f"dated__{way}e": key.dated})
        .order_by(f"{order}dated", f"{order}first_live_from", f"{order}pk")
    )
    return _ids(Edition.objects.order_by().filter(pk__in=nearest.values("pk")[:1]))


def _newest(uid: UUID, language: str, at: datetime) -> QuerySet[Edition, Any]:
    listed = Listing.objects.filter(subject_uid=uid, language=language, live_from__lte=at)
    listed = listed.filter(Q(live_until=None) | Q(live_until__gt=at)).order_by(
        "-dated", "-first_live_from", "-edition"
    )
    return _ids(Edition.objects.order_by().filter(pk__in=listed.values("edition")[:NEWEST_OF_A_SUBJECT]))
