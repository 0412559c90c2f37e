"""The ids of the editions that may stand around one: each part goes by an index of its own. Decision 0046.

It only gathers: what of it readers may see is decided by the query around it, with `live` and `on_record`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from thinktank.publishing.models import Edition, Listing, Relation, SeriesPart

NEWEST_OF_A_SUBJECT = 8


@dataclass(frozen=True)
class Place:
    """Where an edition stands in the list of its type; one that is not saved has 0 for its id."""

    edition_id: int
    publication_id: int
    type_name: str
    language: str
    dated: date
    first_live_from: datetime


def ids_around(place: Place, linked: list[UUID], subjects: list[UUID], at: datetime) -> QuerySet:
    """Its own editions; those of publications it is related to or links to, and of its series; the one before it and
    the one after it by date, of its type and language; the newest under each of these subjects in its language.
    """
    own = place.publication_id
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
        _neighbour(place, at, "lt", "-"),
        _neighbour(place, at, "gt", ""),
        *(_newest(uid, place.language, at) for uid in subjects),
        all=True,
    )


def _ids(editions):
    return editions.values("pk")


def _neighbour(place, at, way, order):
    """The nearest on one side; the first condition says nothing new, but lets the index begin there."""
    row = Edition.objects.live(at).in_language(place.language).of_type(place.type_name)
    beyond = Q(**{f"dated__{way}": place.dated}) | Q(**{f"first_live_from__{way}": place.first_live_from})
    beyond |= Q(first_live_from=place.first_live_from, **{f"pk__{way}": place.edition_id})
    nearest = (
        row.exclude(publication=place.publication_id)
        .filter(beyond, **{f"dated__{way}e": place.dated})
        .order_by(f"{order}dated", f"{order}first_live_from", f"{order}pk")
    )
    return _ids(Edition.objects.order_by().filter(pk__in=nearest.values("pk")[:1]))


def _newest(uid, language, at):
    listed = Listing.objects.filter(subject_uid=uid, language=language, live_from__lte=at)
    listed = listed.filter(Q(live_until=None) | Q(live_until__gt=at)).order_by("-dated", "-first_live_from")
    return _ids(Edition.objects.order_by().filter(pk__in=listed.values("edition")[:NEWEST_OF_A_SUBJECT]))
