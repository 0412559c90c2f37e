"""Merges what two editors made of the same revision, field by field, row by row, and paragraph by paragraph.

What only one of them changed is taken. Where both changed the same in different ways, the later save stays in the working
copy and the difference is a Conflict; nothing is dropped: a row that only one of them added or changed stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, cast

from thinktank.publishing.models.revision import PartSnapshot, Snapshot
from thinktank.richtext.markup import pieces_of

type Hunk = tuple[int, int, list[str]]  # pieces from a place to a place, and what stands there now


@dataclass(frozen=True)
class Conflict:
    """The place of a value that both changed: of the publication, or of a row, if `part_set` and `row` are given."""

    field: str
    language: str = ""  # empty for facts
    part_set: str = ""
    row: str = ""  # uid


def merge_changes(base: Snapshot, theirs: Snapshot, mine: Snapshot) -> tuple[Snapshot, list[Conflict]]:
    """(what both made of `base`, where they disagree). `mine` was saved after `theirs`. All are of one type, completed."""
    conflicts: list[Conflict] = []
    merged = cast(Snapshot, dict(mine))
    merged["facts"] = _values(base["facts"], theirs["facts"], mine["facts"], conflicts)
    merged["words"] = _words(base["words"], theirs["words"], mine["words"], conflicts)
    merged["terms"] = {
        name: _set(base["terms"].get(name, []), theirs["terms"].get(name, []), uids)
        for name, uids in mine["terms"].items()
    }
    merged["parts"] = {
        name: _rows(name, base["parts"].get(name, []), theirs["parts"].get(name, []), rows, conflicts)
        for name, rows in mine["parts"].items()
    }
    return merged, conflicts


def _values(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    conflicts: list[Conflict],
    **place: str,
) -> dict[str, Any]:
    merged = {}
    for name, own in mine.items():
        before, other = base.get(name), theirs.get(name)
        if own == other or other == before:
            merged[name] = own
        elif own == before:
            merged[name] = other
        elif (both := _texts(before, other, own)) is not None:
            merged[name] = both
        else:
            merged[name] = own
            conflicts.append(Conflict(name, **place))
    return merged


def _words(
    base: Mapping[str, Mapping[str, str]],
    theirs: Mapping[str, Mapping[str, str]],
    mine: Mapping[str, Mapping[str, str]],
    conflicts: list[Conflict],
    **place: str,
) -> dict[str, dict[str, str]]:
    return {
        code: _values(base.get(code, {}), theirs.get(code, {}), texts, conflicts, language=code, **place)
        for code, texts in mine.items()
    }


def _set(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str]:
    """The terms of either, without those that one of them removed."""
    removed = (set(base) - set(theirs)) | (set(base) - set(mine))
    return sorted({*theirs, *mine} - removed)


def _rows(
    name: str,
    base: Sequence[PartSnapshot],
    theirs: Sequence[PartSnapshot],
    mine: Sequence[PartSnapshot],
    conflicts: list[Conflict],
) -> list[PartSnapshot]:
    before, other, own = ({row["uid"]: row for row in rows} for rows in (base, theirs, mine))
    kept: dict[str, PartSnapshot] = {}
    for uid in dict.fromkeys([*own, *other]):
        if uid in own and uid in other:
            kept[uid] = _row(name, before.get(uid, other[uid]), other[uid], own[uid], conflicts)
        else:
            row = own.get(uid) or other[uid]
            if row != before.get(uid):  # the one who removed it had seen something else, or never saw it
                kept[uid] = row
    return [kept[uid] for uid in _order(list(before), list(other), list(own)) if uid in kept]


def _row(
    name: str, base: PartSnapshot, theirs: PartSnapshot, mine: PartSnapshot, conflicts: list[Conflict]
) -> PartSnapshot:
    place = {"part_set": name, "row": mine["uid"]}
    return {
        "uid": mine["uid"],
        "facts": _values(base["facts"], theirs["facts"], mine["facts"], conflicts, **place),
        "words": _words(base["words"], theirs["words"], mine["words"], conflicts, **place),
    }


def _order(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """All rows in the order of who changed it, by default of the later save; others follow the row before them."""
    common = set(base) & set(theirs) & set(mine)
    mine_is_as_before = [uid for uid in mine if uid in common] == [uid for uid in base if uid in common]
    first, second = (theirs, mine) if mine_is_as_before else (mine, theirs)
    order = list(first)
    for place, uid in enumerate(second):
        if uid not in order:
            earlier = next((each for each in reversed(second[:place]) if each in order), None)
            order.insert(order.index(earlier) + 1 if earlier else 0, uid)
    return order


def _texts(base: Any, theirs: Any, mine: Any) -> str | None:
    """Two versions of a formatted text, of which each changed other paragraphs; None where they changed the same."""
    if not all(isinstance(text, str) for text in (base, theirs, mine)):
        return None
    cut = [pieces_of(text) for text in (base, theirs, mine)]
    merged = merge_sequences(*cut) if all(len(pieces) > 1 for pieces in cut) else None
    return None if merged is None else "".join(merged)


def merge_sequences(base: list[str], theirs: list[str], mine: list[str]) -> list[str] | None:
    """The pieces with the changes of both; None where these overlap."""
    hunks = sorted([*_hunks(base, theirs), *_hunks(base, mine)], key=lambda hunk: hunk[:2])
    merged: list[str] = []
    done, last = 0, None
    for hunk in hunks:
        start, end, pieces = hunk
        if hunk == last:
            continue
        if start < done or (last is not None and last[:2] == (start, end)):
            return None
        merged += [*base[done:start], *pieces]
        done, last = end, hunk
    return [*merged, *base[done:]]


def _hunks(base: list[str], changed: list[str]) -> list[Hunk]:
    codes = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(i1, i2, changed[j1:j2]) for kind, i1, i2, j1, j2 in codes if kind != "equal"]


def value_at(snapshot: Snapshot, place: Conflict) -> Any:
    """The value at this place; None when its row is gone."""
    holder = _holder(snapshot, place)
    if holder is None:
        return None
    values = holder["words"].get(place.language, {}) if place.language else holder["facts"]
    return values.get(place.field)


def with_value(snapshot: Snapshot, place: Conflict, value: Any) -> Snapshot:
    """A copy with another value at this place; the same when its row is gone."""

    def replaced(holder: Any) -> Any:
        kind = "words" if place.language else "facts"
        if place.language:
            texts = holder["words"].get(place.language, {}) | {place.field: value}
            return holder | {kind: holder["words"] | {place.language: texts}}
        return holder | {kind: holder["facts"] | {place.field: value}}

    if not place.part_set:
        return cast(Snapshot, replaced(snapshot))
    return _with_rows(snapshot, place, replaced)


def _with_rows(snapshot: Snapshot, place: Conflict, replaced: Callable[[Any], Any]) -> Snapshot:
    rows = snapshot["parts"].get(place.part_set, [])
    changed = [replaced(row) if row["uid"] == place.row else row for row in rows]
    return cast(Snapshot, snapshot | {"parts": snapshot["parts"] | {place.part_set: changed}})


def _holder(snapshot: Snapshot, place: Conflict) -> Any:
    if not place.part_set:
        return snapshot
    return next((row for row in snapshot["parts"].get(place.part_set, []) if row["uid"] == place.row), None)
