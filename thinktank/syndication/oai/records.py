"""The records of the repository: one for each text in each language, also of those that are no longer live.

A record is dated by the moment at which it became what it is: an edition went live, or the last one ended. Nothing is
stored for it, so a text that begins or ends by the clock is there, or deleted, from that moment on.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, Value
from django.utils.translation import override

from thinktank.addresses.directory import directory
from thinktank.language import languages
from thinktank.metadata.description import alone
from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.public.surroundings import GENERATED_FILE_FIELDS, Surroundings
from thinktank.publishing.publication_types import publication_types, types_with_lists
from thinktank.syndication.oai.arguments import Place, Selection
from thinktank.syndication.oai.errors import OaiError

PER_PAGE = 100
NO_FILES = {name: Value(None, output_field=JSONField()) for name in GENERATED_FILE_FIELDS.values()}

type Rows = QuerySet[Edition]


@dataclass(frozen=True)
class Item:
    """A record: the last edition of a text that has begun, and since when it is what it is."""

    edition: Edition
    datestamp: datetime.datetime
    is_deleted: bool

    @property
    def place(self) -> Place:
        return Place(self.datestamp.isoformat(), str(self.edition.publication_uid), self.edition.language)


def page_of(selection: Selection, at: datetime.datetime) -> list[Item]:
    """The next records, and one more if there are further ones. Records that change meanwhile come again at the end.

    They are found by where the last page ended, never by counting: a record that changes pushes no other one aside.
    """
    found: list[Item] = []
    for rows, moment in _parts(selection, at):
        rest = _behind(rows, moment, selection.behind) if selection.behind else rows
        ordered = rest.defer("plain_text").order_by(moment, "publication_uid", "language")
        found += [_item(edition, moment) for edition in ordered[: PER_PAGE + 1]]
    found.sort(key=lambda item: (item.datestamp, item.edition.publication_uid, item.edition.language))
    return found[: PER_PAGE + 1]


def number_of(selection: Selection, at: datetime.datetime) -> int:
    return sum(rows.count() for rows, _moment in _parts(selection, at))


def surroundings_among(items: Iterable[Item], at: datetime.datetime) -> dict[int, Surroundings]:
    """{id of edition: its own text's editions on record}, from which a record knows when it changed and what it translates.

    One query. Translations of it are left out: they come and go without a new datestamp.
    """
    editions = [item.edition for item in items if not item.is_deleted]
    of_these = Q(publication__in={edition.publication_id for edition in editions})
    own: dict[int | None, list[Edition]] = {}
    rows = Edition.objects.on_record(at).filter(of_these).for_lists().annotate(**NO_FILES)
    for row in rows.order_by("-number"):
        own.setdefault(row.publication_id, []).append(row)
    return {edition.pk: _with_own(edition, own.get(edition.publication_id, [])) for edition in editions}


def _with_own(edition: Edition, own: list[Edition]) -> Surroundings:
    return replace(alone(edition), own=own, history=[row for row in own if row.language == edition.language])


def item_of(uid: uuid.UUID, language: str, at: datetime.datetime) -> Item | None:
    """The record of a text in a language; None when it was never live."""
    for rows, moment in _parts(Selection(prefix=""), at):
        if edition := rows.filter(publication_uid=uid, language=language).first():
            return _item(edition, moment)
    return None


def earliest(at: datetime.datetime) -> datetime.datetime:
    """No record is older."""
    first = Edition.objects.order_by("live_from").values_list("live_from", flat=True).first()
    return min(first or at, at)


def _parts(selection: Selection, at: datetime.datetime) -> list[tuple[Rows, str]]:
    """The editions of all records in three disjoint parts, each with the column that dates it and its index."""
    live = Edition.objects.live(at)
    ended = Edition.objects.filter(
        live_until__lte=at, ended_as__in=[Edition.End.EXPIRED, Edition.End.WITHDRAWN], erased_at=None
    )
    erased = Edition.objects.filter(live_from__lte=at, erased_at__lte=at)
    return [
        (_selected(live, "live_from", selection), "live_from"),
        (_selected(_last(ended, at), "live_until", selection), "live_until"),
        (_selected(_last(erased, at), "erased_at", selection), "erased_at"),
    ]


def _last(rows: Rows, at: datetime.datetime) -> Rows:
    """Without those that a later edition followed."""
    later = Edition.objects.filter(
        publication=OuterRef("publication"),
        language=OuterRef("language"),
        number__gt=OuterRef("number"),
        live_from__lte=at,
    )
    return rows.filter(~Exists(later))


def _selected(rows: Rows, moment: str, selection: Selection) -> Rows:
    rows = rows.filter(type__in=[each.name for each in types_with_lists()])
    if selection.since:
        rows = rows.filter(**{f"{moment}__gte": selection.since})
    if selection.before:
        rows = rows.filter(**{f"{moment}__lt": selection.before})
    return _in_set(rows, selection.set_spec) if selection.set_spec else rows


def _behind(rows: Rows, moment: str, place: Place) -> Rows:
    same = Q(**{moment: place.datestamp})
    further = Q(publication_uid__gt=place.uid) | Q(publication_uid=place.uid, language__gt=place.language)
    return rows.filter(
        Q(**{f"{moment}__gt": place.datestamp}) | same & further, **{f"{moment}__gte": place.datestamp}
    )


def _item(edition: Edition, moment: str) -> Item:
    return Item(edition, getattr(edition, moment), is_deleted=moment != "live_from")


# Sets: by type, language and topic


def sets() -> list[tuple[str, str]]:
    """(setSpec, setName) of all, in the first language of the site that has a name for it."""
    first, *_others = languages.codes()
    topics: dict[str, str] = {}
    for code in languages.codes():
        for entry in directory().all(code, "topics"):
            topics.setdefault(entry.uid, entry.label)
    with override(first):
        types = [(f"type:{each.name}", str(each.plural)) for each in types_with_lists()]
    return [
        *types,
        *((f"language:{code}", languages.own_name_of(code)) for code in languages.codes()),
        *((f"topic:{uid}", label) for uid, label in topics.items()),
    ]


def sets_of(edition: Edition) -> list[str]:
    """What it is in; of an erased edition nobody knows the topics any more."""
    topics = edition.content.get("topics", [])
    return [
        f"type:{edition.type}",
        f"language:{edition.language}",
        *(f"topic:{topic['uid']}" for topic in topics),
    ]


def _in_set(rows: Rows, spec: str) -> Rows:
    kind, _colon, name = spec.partition(":")
    if kind == "type" and name in {each.name for each in publication_types()}:
        return rows.filter(type=name)
    if kind == "language" and name in languages.codes():
        return rows.filter(language=name)
    if kind == "topic" and (uid := _uid(name)):
        return rows.filter(Exists(Listing.objects.filter(edition=OuterRef("pk"), subject_uid=uid)))
    raise OaiError("noRecordsMatch", "There is no such set.")


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
