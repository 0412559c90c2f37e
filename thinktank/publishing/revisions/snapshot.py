"""The working copy as data. Revisions store it, editions are compiled from it, restoring reads it back.

Shape (`Snapshot` in models/revision.py), all values JSON, all links by public uid (rule 10 of docs/architecture.md):

    {"format": 1, "type": "article",
     "facts": {"kind": "news", "cover": "<uid>", ...},                    the same in every language
     "words": {"<language>": {"title": "...", ...}},                     translated columns, by language
     "terms": {"topics": ["<uid>", ...], ...},
     "parts": {"contributions": [{"uid", "facts": {...}, "words": {"<language>": {...}}}, ...]}}

It includes every field of the models: translated fields as words, all others as facts.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

from django.db.models import Field, ForeignKey, Model

from thinktank.language import languages
from thinktank.publishing.identifiers import IDENTIFIERS
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part
from thinktank.publishing.models.revision import Facts, PartSnapshot, Snapshot, Texts
from thinktank.publishing.working_copies import (
    column_named,
    part_model,
    publication_models,
    related_model,
    translated_fields,
)
from thinktank.taxonomy.models import Term

FORMAT = 1
BOOKKEEPING = {"id", "uid", "type", "created_at", "created_by", "changed_at"}


class CannotRestore(Exception):
    """Something that the snapshot links to no longer exists; the message names it."""


def fact_fields(model: type[Model], owner_link: str | None = None) -> Iterator[Field[Any, Any]]:
    """The columns of a model that are facts: not translated, not bookkeeping, not the link to its owner.

    Raises TypeError for a link to a model without `uid`, which no snapshot can store.
    """
    translated = translated_fields(model)
    left_out = translated | {languages.field_name(f, code) for f in translated for code in languages.codes()}
    for field in model._meta.concrete_fields:
        is_link_to_owner = field.name == owner_link or getattr(field.remote_field, "parent_link", False)
        if field.name in left_out | BOOKKEEPING or is_link_to_owner:
            continue
        if field.is_relation and not hasattr(field.related_model, "uid"):
            raise TypeError(f"{model.__name__}.{field.name}: no rule for keeping a link to what has no uid.")
        yield field


def owner_link(publication_model: type[Publication], part_set: str) -> str:
    """The name of a part's foreign key to its publication."""
    return cast("ForeignKey[Any, Any]", column_named(publication_model, part_set).remote_field).name


def take_snapshot(publication: Publication) -> Snapshot:
    """The snapshot of a saved publication, which must be an instance of its own class, such as Article."""
    model = type(publication)
    return {
        "format": FORMAT,
        "type": model.type_name(),
        "facts": _facts(publication, fact_fields(model)),
        "words": _words(publication),
        "terms": {
            name: sorted(str(uid) for uid in getattr(publication, name).values_list("uid", flat=True))
            for name in model.term_sets
        },
        "parts": {name: _parts(publication, name) for name in model.part_sets},
    }


def _parts(publication: Publication, name: str) -> list[PartSnapshot]:
    rows = getattr(publication, name).order_by("position", "pk")
    fields = [f for f in fact_fields(rows.model, owner_link(type(publication), name)) if f.name != "position"]
    linked = [field.name for field in fields if field.is_relation]
    return [
        {"uid": str(row.uid), "facts": _facts(row, fields), "words": _words(row)}
        for row in rows.prefetch_related(*linked)
    ]


def _facts(instance: Model, fields: Iterable[Field[Any, Any]]) -> Facts:
    return {field.name: _value(getattr(instance, field.name)) for field in fields}


def _words(instance: Model) -> dict[str, Texts]:
    return {
        language: {
            field: _value(getattr(instance, languages.field_name(field, language))) or ""
            for field in sorted(translated_fields(type(instance)))
        }
        for language in languages.codes()
    }


class _WithUid(Protocol):
    uid: uuid.UUID


def _value(value: Any) -> Any:
    """A field's value as JSON. Raises TypeError for a class without a rule."""
    if isinstance(value, Model):
        return str(cast(_WithUid, value).uid)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    raise TypeError(f"{value!r}: no rule for keeping a {type(value).__name__}.")


def completed(model: type[Publication], snapshot: Snapshot) -> Snapshot:
    """The snapshot with the fields and sets that the code has today: new ones at their default, removed ones left out."""
    return snapshot | {
        "facts": _completed_facts(snapshot["facts"], fact_fields(model)),
        "words": _known_words(model, snapshot["words"]),
        "terms": {name: snapshot["terms"].get(name, []) for name in model.term_sets},
        "parts": {
            name: [_completed_part(model, name, part) for part in snapshot["parts"].get(name, [])]
            for name in model.part_sets
        },
    }


def _completed_part(model: type[Publication], part_set: str, part: PartSnapshot) -> PartSnapshot:
    row_model, link = part_model(model, part_set), owner_link(model, part_set)
    fields = (field for field in fact_fields(row_model, link) if field.name != "position")
    return part | {
        "facts": _completed_facts(part["facts"], fields),
        "words": _known_words(row_model, part["words"]),
    }


def _completed_facts(facts: Facts, fields: Iterable[Field[Any, Any]]) -> Facts:
    return {f.name: facts[f.name] if f.name in facts else _value(f.get_default()) for f in fields}


def _known_words(model: type[Model], words: dict[str, Texts]) -> dict[str, Texts]:
    """The texts of the fields that the model has. A language whose texts were erased stays empty."""
    known = sorted(translated_fields(model))
    return {code: {n: texts.get(n, "") for n in known if texts} for code, texts in words.items()}


def restore(publication: Publication, snapshot: Snapshot) -> None:
    """Reset the working copy to the snapshot, with its parts and terms. Call it in a transaction. Rows keep their keys.

    Raises CannotRestore before it writes anything when something that the snapshot links to no longer exists.
    """
    model = type(publication)
    snapshot = completed(model, snapshot)
    _put(publication, snapshot["facts"], snapshot["words"])
    rows = {name: _part_rows(publication, name, parts) for name, parts in snapshot["parts"].items()}
    terms = {name: _terms(model, name, uids) for name, uids in snapshot["terms"].items()}
    publication.save()
    for name, parts in rows.items():
        getattr(publication, name).exclude(uid__in=[part.uid for part in parts]).delete()
        for part in parts:
            part.save()
    for name, found in terms.items():
        getattr(publication, name).set(found)


def _part_rows(publication: Publication, name: str, stored: list[PartSnapshot]) -> list[Part]:
    model = type(publication)
    row_model, link = part_model(model, name), owner_link(model, name)
    present = {str(row.uid): row for row in getattr(publication, name).all()} if publication.pk else {}
    empty: Texts = dict.fromkeys(translated_fields(row_model), "")
    rows = []
    for position, data in enumerate(stored):
        row = present.get(data["uid"]) or row_model(uid=data["uid"], **{link: publication})
        row.position = position
        _put(row, data["facts"], {code: empty | texts for code, texts in data["words"].items()})
        rows.append(row)
    return rows


def _terms(model: type[Publication], name: str, uids: list[str]) -> list[Term]:
    related = cast(type[Term], related_model(model, name))
    found = list(related._default_manager.filter(uid__in=uids))
    if len(found) != len(uids):
        raise CannotRestore(f"{related._meta.verbose_name}: {len(uids) - len(found)}")
    return found


def _put(instance: Model, facts: Facts, words: dict[str, Texts]) -> None:
    for name, value in facts.items():
        _set(instance, name, value)
    for language, texts in words.items():
        if language not in languages.codes():
            continue
        for field, value in texts.items():
            _set(instance, languages.field_name(field, language), value)


def _set(instance: Model, name: str, value: Any) -> None:
    field = column_named(type(instance), name)
    if field.is_relation:
        related = related_model(type(instance), name)
        target = related._default_manager.filter(uid=value).first() if value else None
        if value and target is None:
            raise CannotRestore(f"{related._meta.verbose_name} {value}")
        setattr(instance, name, target)
    else:
        setattr(instance, name, field.to_python(value) if value is not None else None)


def merge(facts_from: Snapshot, words_from: Snapshot, language: str) -> Snapshot:
    """New facts in old words: the snapshot `facts_from` with one language's words from `words_from`.

    Parts are matched by uid. A part that `words_from` does not have keeps the words of `facts_from`.
    """
    older = {(name, part["uid"]): part for name, parts in words_from["parts"].items() for part in parts}
    return facts_from | {
        "words": {language: words_from["words"].get(language, {})},
        "parts": {
            name: [
                part | {"words": {language: older.get((name, part["uid"]), part)["words"].get(language, {})}}
                for part in parts
            ]
            for name, parts in facts_from["parts"].items()
        },
    }


def with_words_of(snapshot: Snapshot, other: Snapshot, codes: Iterable[str]) -> Snapshot:
    """The snapshot with the words that another one of the same publication has in these languages; all else stays.

    Parts are matched by uid. Those that `snapshot` does not have are left out, those that `other` does not have stay.
    """
    codes = list(codes)
    newer = {(name, part["uid"]): part for name, parts in other["parts"].items() for part in parts}
    return snapshot | {
        "words": snapshot["words"] | _words_in(other["words"], codes),
        "parts": {
            name: [
                part
                | {"words": part["words"] | _words_in(newer.get((name, part["uid"]), part)["words"], codes)}
                for part in parts
            ]
            for name, parts in snapshot["parts"].items()
        },
    }


def _words_in(words: dict[str, Texts], codes: list[str]) -> dict[str, Texts]:
    return {code: words[code] for code in codes if code in words}


def facts_of(snapshot: Snapshot) -> dict[str, Any]:
    """What belongs to all languages. When it changes, publishing makes a new edition of every live language.

    Leaves out fields at their default, empty sets and what the code no longer has, so that a snapshot has equal facts
    before and after a field or a set is added (decision 0078).
    """
    model = publication_models()[snapshot["type"]]
    return {
        "facts": _told(snapshot["facts"], fact_fields(model)),
        "terms": {name: uids for name, uids in snapshot["terms"].items() if uids and name in model.term_sets},
        "parts": {
            name: _facts_of_parts(model, name, parts)
            for name, parts in snapshot["parts"].items()
            if parts and name in model.part_sets
        },
    }


def _facts_of_parts(model: type[Publication], name: str, parts: list[PartSnapshot]) -> list[dict[str, Any]]:
    link = owner_link(model, name)
    fields = list(fact_fields(part_model(model, name), link))
    return [{"uid": part["uid"], "facts": _told(part["facts"], fields)} for part in parts]


def _told(facts: Facts, fields: Iterable[Field[Any, Any]]) -> Facts:
    """The facts that differ from their field's default."""
    return {
        field.name: facts[field.name]
        for field in fields
        if field.name in facts and facts[field.name] != _value(field.get_default())
    }


def words_of(snapshot: Snapshot, language: str) -> dict[str, Any]:
    """One language's translatable texts before compiling, without slug and identifiers. `text_digest` is their digest.

    Leaves out empty texts, so that a new, empty field does not make translations outdated.
    """
    own = _filled(snapshot["words"].get(language, {}))
    return {
        "own": {name: text for name, text in own.items() if name not in ("slug", *IDENTIFIERS)},
        "parts": {
            name: [_filled(part["words"].get(language, {})) for part in parts]
            for name, parts in snapshot["parts"].items()
            if parts
        },
    }


def _filled(words: Texts) -> Texts:
    return {field: text for field, text in words.items() if text}


def says_the_same(snapshot: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots have the same facts, texts, slugs and identifiers, whichever fields the code had when they were taken."""
    codes = {*snapshot["words"], *other["words"]}
    return facts_of(snapshot) == facts_of(other) and all(
        words_of(snapshot, code) == words_of(other, code)
        and slug_of(snapshot, code) == slug_of(other, code)
        and identifiers_of(snapshot, code) == identifiers_of(other, code)
        for code in codes
    )


def slug_of(snapshot: Snapshot, language: str) -> str:
    return snapshot["words"].get(language, {}).get("slug", "")


def identifiers_of(snapshot: Snapshot, language: str) -> Texts:
    """DOI, EDN and copies of the text in this language, those that it has. Another one makes no translation outdated."""
    words = snapshot["words"].get(language, {})
    return {name: words[name] for name in IDENTIFIERS if words.get(name)}
