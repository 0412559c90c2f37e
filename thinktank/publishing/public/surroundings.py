"""An edition's surroundings, read live by one query: the editions of its publication and related publications."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    JSONField,
    OuterRef,
    QuerySet,
    StringAgg,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject

from thinktank.database.prepared import Rows, prepared
from thinktank.publishing.editions.translations import is_outdated
from thinktank.publishing.models import Edition, EditionFile, Listing, Relation, StillValid
from thinktank.publishing.public.surrounding_ids import SortKey, ids_around

WEIGHTS = {"projects": 3, "people": 2, "topics": 1}  # what sharing one counts when texts are suggested
MOST_SUBJECTS = 6
SUGGESTED = 4  # as many as this, with what editors related
IN_ITS_SERIES = {
    "series_uid": F("publication__series_part__series__uid"),
    "part_position": F("publication__series_part__position"),
    "part_pk": F("publication__series_part__pk"),
}


@dataclass(frozen=True)
class Surroundings:
    own: list[Edition]  # on record, in every language
    translations: list[Edition]  # live editions of the same publication in other languages
    history: list[Edition]  # on record in the same language, newest first
    related: list[tuple[Edition, str, bool]]  # (edition, relation role, is the other one its source)
    suggested: list[tuple[Edition, str]]  # (edition, name of what it shares with this one), closest first
    links: dict[str, str]  # publication uid -> path, for links in the text, one to itself among them
    earlier: Edition | None  # the live one before it by date, of its type and language
    later: Edition | None
    series_uid: UUID | None  # of the series it is part of
    parts: list[Edition]  # live editions of that series in reading order, its own among them
    is_outdated: bool


def surroundings_of(edition: Edition, at: datetime.datetime) -> Surroundings:
    """Everything around an edition that is read live. One query, whatever the amount of content."""
    return surroundings_from(query_surroundings(edition, at), edition, at)


def query_surroundings(edition: Edition, at: datetime.datetime) -> Rows:
    """That query's answer."""
    return _rows.ask(
        publication_id=edition.publication_id or 0,
        edition_id=edition.pk or 0,
        type_name=edition.type,
        language=edition.language,
        dated=edition.dated,
        first_live_from=edition.first_live_from,
        linked=[UUID(uid) for uid in edition.content.get("links", {})],
        subjects=[UUID(uid) for uid in subjects_of(edition.content)],
        at=at,
    )


def surroundings_from(answer: Rows, edition: Edition, at: datetime.datetime) -> Surroundings:
    """The surroundings, from what `query_surroundings` was told."""
    rows, subjects, links = answer.made(), subjects_of(edition.content), edition.content.get("links", {})
    own = [row for row in rows if row.publication_id == edition.publication_id]
    others = [row for row in rows if row.publication_id != edition.publication_id]
    history = sorted((row for row in own if row.language == edition.language), key=lambda row: -row.number)
    here = next((row for row in history if row.is_live(at)), edition)
    chosen: list[Any] = _in_best_language(others, edition.language)
    related = [
        (row, row.role_out or row.role_in, not row.role_out) for row in chosen if row.role_out or row.role_in
    ]
    strangers = [row for row in others if not (row.role_out or row.role_in)]
    earlier, later = _neighbours(edition, others)
    return Surroundings(
        own=own,
        translations=[row for row in own if row.language != edition.language and row.is_live(at)],
        history=history,
        related=related,
        suggested=_closest(strangers, subjects, edition.language)[: max(0, SUGGESTED - len(related))],
        links={
            str(row.publication_uid): row.get_absolute_url()
            for row in [here, *chosen]
            if str(row.publication_uid) in links
        },
        earlier=earlier,
        later=later,
        series_uid=own[0].series_uid if own else None,
        parts=_parts_among(rows, own, edition.language, at),
        is_outdated=is_outdated(edition, own, {row.pk for row in own if row.is_found_valid}),
    )


@prepared
def _rows(
    publication_id: int,
    edition_id: int,
    type_name: str,
    language: str,
    dated: datetime.date,
    first_live_from: datetime.datetime,
    linked: list[UUID],
    subjects: list[UUID],
    at: datetime.datetime,
) -> QuerySet[Edition]:
    outwards = Relation.objects.filter(source=publication_id)
    inwards = Relation.objects.filter(target=publication_id)
    of_its_own = Edition.objects.on_record(at).filter(publication=publication_id)
    found_valid = StillValid.objects.filter(translation=edition_id, original=OuterRef("pk"))
    listed = Listing.objects.filter(edition=OuterRef("pk"), subject_uid__in=subjects).order_by()
    uids = StringAgg(Cast("subject_uid", CharField()), Value(" "))
    key = SortKey(edition_id, publication_id, type_name, language, dated, first_live_from)
    return (
        (Edition.objects.live(at) | of_its_own)
        .filter(pk__in=ids_around(key, linked, subjects, at))
        .annotate(
            role_out=_role(outwards.filter(target=OuterRef("publication"))),
            role_in=_role(inwards.filter(source=OuterRef("publication"))),
            is_found_valid=Exists(found_valid),
            **IN_ITS_SERIES,
            shared=Subquery(listed.values("edition").annotate(uids=uids).values("uids"), CharField()),
            **{name: _generated_file(kind, publication_id) for kind, name in GENERATED_FILE_FIELDS.items()},
        )
        .for_lists()
        .newest_first()
    )


GENERATED_FILE_FIELDS = {kind: f"generated_{kind.name.lower()}" for kind in EditionFile.Kind}


def _generated_file(kind: EditionFile.Kind, publication_id: int) -> Case:
    rows = EditionFile.objects.filter(edition=OuterRef("pk"), kind=kind)
    facts = JSONObject(size="size", pages="pages", media_type="media_type", beside="beside_id")
    is_own = When(publication=publication_id, then=Subquery(rows.values(facts=facts)))
    return Case(is_own, output_field=JSONField())


def generated_file_of(row: Edition, kind: EditionFile.Kind) -> Any:
    """Size, pages, media type and the other edition of a file made from one of a surroundings's own; None without one."""
    return getattr(row, GENERATED_FILE_FIELDS[kind])


def _role(relations: QuerySet[Relation]) -> Subquery:
    return Subquery(relations.values("role")[:1], output_field=CharField())


def _in_best_language(editions: Iterable[Any], language: str) -> list[Any]:
    """One edition per publication, in this language where there is one, in the order given."""
    best: dict[UUID, Any] = {}
    for edition in editions:
        known = best.get(edition.publication_uid)
        if known is None or (edition.language == language and known.language != language):
            best[edition.publication_uid] = edition
    return list(best.values())


# Its series


def _parts_among(
    rows: Sequence[Any], own: Sequence[Any], language: str, at: datetime.datetime
) -> list[Edition]:
    if not own or own[0].series_uid is None:
        return []
    parts = [row for row in rows if row.series_uid == own[0].series_uid and row.is_live(at)]
    return _in_best_language(sorted(parts, key=lambda row: (row.part_position, row.part_pk)), language)


def parts_of(series_uid: UUID, language: str, at: datetime.datetime) -> list[Edition]:
    """The live parts of a series in reading order, each in the reader's language or one it has. One query."""
    parts = Edition.objects.live(at).filter(publication__series_part__series__uid=series_uid).for_lists()
    rows: QuerySet[Any] = parts.annotate(**IN_ITS_SERIES)
    return _in_best_language(rows.order_by("part_position", "part_pk"), language)


# Suggestions: by what a text shares with this one, never by chance


def subjects_of(content: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """{uid: (weight, name)} of what this edition is about and by whom, weightiest first."""
    found = {
        entry["uid"]: (weight, entry["name"])
        for name, weight in WEIGHTS.items()
        for entry in content.get(name, [])
        if entry["uid"]
    }
    return dict(list(found.items())[:MOST_SUBJECTS])


def _closest(
    editions: Iterable[Any], subjects: Mapping[str, tuple[int, str]], language: str
) -> list[tuple[Edition, str]]:
    """Those that share most of what weighs most; of equals the newer one, since they come newest first."""
    scored = []
    for edition in editions:
        shared = sorted((subjects[str(UUID(uid))] for uid in (edition.shared or "").split()), reverse=True)
        if shared and edition.language == language:
            scored.append((sum(weight for weight, _name in shared), edition, shared[0][1]))
    scored.sort(key=lambda each: -each[0])
    return [(edition, name) for _score, edition, name in scored]


# The texts before and after it


def _neighbours(edition: Edition, others: Iterable[Edition]) -> tuple[Edition | None, Edition | None]:
    """(earlier, later) in the list of its type. `others` holds the true neighbours, so the closest of them are they."""
    row = [each for each in others if (each.type, each.language) == (edition.type, edition.language)]
    here = _place(edition)
    earlier = max((each for each in row if _place(each) < here), key=_place, default=None)
    return earlier, min((each for each in row if _place(each) > here), key=_place, default=None)


def _place(edition: Edition) -> tuple[datetime.date, datetime.datetime, int]:
    return edition.dated, edition.first_live_from, edition.pk or 0
