"""Places that two editors changed in different ways, until somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import capfirst

from thinktank.accounts.names import name_of
from thinktank.publishing.field_words import label_of, value_in_words
from thinktank.publishing.models import EditConflict, Publication, Revision
from thinktank.publishing.revisions.snapshot import take_snapshot
from thinktank.publishing.revisions.three_way_merge import Conflict, value_at
from thinktank.publishing.working_copies import part_model
from thinktank.richtext.differences import Line, compare_texts, text_of
from thinktank.richtext.markup import pieces_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class TwoVersions:
    """A conflict as an editor sees it. `lines` lead from the value in the form to the other one.

    `mine` and `theirs` are the names of who saved them.
    """

    conflict: EditConflict
    label: str
    other: Revision
    lines: list[Line]
    mine: str
    theirs: str


def keep_conflicts(
    publication: Publication, places: Iterable[Conflict], theirs: Revision, saved_by: User | None
) -> None:
    EditConflict.objects.bulk_create(
        EditConflict(
            publication_id=publication.pk, other_number=theirs.number, made_at=timezone.now(), saved_by=saved_by,
            field=place.field, language=place.language, part_set=place.part_set, row=place.row,
        )
        for place in places
    )  # fmt: skip


def place_of(conflict: EditConflict) -> Conflict:
    return Conflict(conflict.field, conflict.language, conflict.part_set, conflict.row)


def open_conflicts(publication: Publication) -> list[TwoVersions]:
    """The conflicts of a saved publication, without those in which both say the same by now. One query when there is none."""
    conflicts = list(EditConflict.objects.filter(publication_id=publication.pk).select_related("saved_by"))
    if not conflicts:
        return []
    now = take_snapshot(publication)
    numbers = {conflict.other_number for conflict in conflicts}
    found = Revision.objects.filter(publication_id=publication.pk, number__in=numbers).select_related(
        "saved_by"
    )
    others = {revision.number: revision for revision in found}
    shown = []
    for conflict in conflicts:
        other = others.get(conflict.other_number)
        if other is None:
            continue
        place = place_of(conflict)
        own_value, other_value = value_at(now, place), value_at(other.snapshot, place)
        if own_value == other_value or other_value is None:
            continue
        model = type(publication)
        lines = compare_texts(_text(model, place, own_value), _text(model, place, other_value))
        names = (name_of(conflict.saved_by), name_of(other.saved_by))
        shown.append(TwoVersions(conflict, _label(model, place), other, lines, *names))
    return shown


def _label(model: type[Publication], place: Conflict) -> str:
    if not place.part_set:
        return label_of(model, place.field)
    row = part_model(model, place.part_set)
    return f"{capfirst(str(row._meta.verbose_name))}: {label_of(row, place.field)}"


def _text(model: type[Publication], place: Conflict, value: Any) -> str:
    if isinstance(value, str) and len(pieces_of(value)) > 1 or str(value or "").startswith("<"):
        return text_of(value)
    owner = part_model(model, place.part_set) if place.part_set else model
    return value_in_words(owner, place.field, value)
