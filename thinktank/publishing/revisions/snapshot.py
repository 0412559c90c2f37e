"""The working copy as data: what a revision stores, what editions are compiled from, what restoring brings back.

Shape, all values JSON, all links by public uid (docs/architecture.md, rule 10):

    {"format": 1, "type": "article",
     "facts": {"kind": "news", "cover": "<uid>", ...},                    the same in every language
     "words": {"<language>": {"title": "...", ...}},                     translated columns, by language
     "terms": {"topics": ["<uid>", ...], ...},
     "parts": {"contributions": [{"uid", "facts": {...}, "words": {"<language>": {...}}}, ...]}}

Fields enter by themselves: a translated one becomes words, any other a fact.
"""

import datetime
import uuid

from django.db import models
from modeltranslation.translator import NotRegistered, translator

from thinktank.language import languages
from thinktank.publishing.working_copies import publication_models

FORMAT = 1
BOOKKEEPING = {"id", "uid", "type", "created_at", "created_by", "changed_at"}


class CannotRestore(Exception):
    """Something the snapshot needs is gone: the message names it."""


def translated_fields(model):
    """Names of the translated fields of a model, without language suffix, parents' included."""
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()


def fact_fields(model, owner_link=None):
    """The columns of a model that are facts: neither translated, nor bookkeeping, nor links to its owner."""
    translated = translated_fields(model)
    left_out = translated | {languages.field_name(f, code) for f in translated for code in languages.codes()}
    for field in model._meta.concrete_fields:
        is_link_to_owner = field.name == owner_link or getattr(field.remote_field, "parent_link", False)
        if field.name in left_out | BOOKKEEPING or is_link_to_owner:
            continue
        if field.is_relation and not hasattr(field.related_model, "uid"):
            raise TypeError(f"{model.__name__}.{field.name}: no rule for keeping a link to what has no uid.")
        yield field


def owner_link(publication_model, part_set):
    """The name of a part's foreign key to its publication."""
    return publication_model._meta.get_field(part_set).remote_field.name


def take_snapshot(publication):
    """The snapshot of a saved publication (an instance of its own class, such as Article)."""
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


def _parts(publication, name):
    rows = getattr(publication, name).order_by("position", "pk")
    fields = [f for f in fact_fields(rows.model, owner_link(type(publication), name)) if f.name != "position"]
    linked = [field.name for field in fields if field.is_relation]
    return [
        {"uid": str(row.uid), "facts": _facts(row, fields), "words": _words(row)}
        for row in rows.prefetch_related(*linked)
    ]


def _facts(instance, fields):
    return {field.name: _value(getattr(instance, field.name)) for field in fields}


def _words(instance):
    return {
        language: {
            field: _value(getattr(instance, languages.field_name(field, language))) or ""
            for field in sorted(translated_fields(type(instance)))
        }
        for language in languages.codes()
    }


def _value(value):
    if isinstance(value, models.Model):
        return str(value.uid)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    raise TypeError(f"{value!r}: no rule for keeping a {type(value).__name__}.")


def completed(model, snapshot):
    """The snapshot with what the code has added since it was taken, at its default or empty, and without what it no longer knows."""
    return snapshot | {
        "facts": _completed_facts(snapshot["facts"], fact_fields(model)),
        "words": _known_words(model, snapshot["words"]),
        "terms": {name: snapshot["terms"].get(name, []) for name in model.term_sets},
        "parts": {
            name: [_completed_part(model, name, part) for part in snapshot["parts"].get(name, [])]
            for name in model.part_sets
        },
    }


def _completed_part(model, part_set, part):
    part_model, link = model._meta.get_field(part_set).related_model, owner_link(model, part_set)
    fields = (field for field in fact_fields(part_model, link) if field.name != "position")
    return part | {
        "facts": _completed_facts(part["facts"], fields),
        "words": _known_words(part_model, part["words"]),
    }


def _completed_facts(facts, fields):
    return {f.name: facts[f.name] if f.name in facts else _value(f.get_default()) for f in fields}


def _known_words(model, words):
    """A language whose words were erased has none."""
    known = sorted(translated_fields(model))
    return {code: {n: texts.get(n, "") for n in known if texts} for code, texts in words.items()}


def restore(publication, snapshot):
    """Make the working copy equal to the snapshot again, its parts and terms included. Call inside a transaction.

    Raises CannotRestore, changing nothing, when something it links to no longer exists.
    """
    model = type(publication)
    snapshot = completed(model, snapshot)
    _put(publication, snapshot["facts"], snapshot["words"])
    rows = {name: _part_rows(publication, name, parts) for name, parts in snapshot["parts"].items()}
    terms = {name: _terms(model, name, uids) for name, uids in snapshot["terms"].items()}
    publication.save()
    for name, parts in rows.items():
        getattr(publication, name).all().delete()
        for part in parts:
            part.save()
    for name, found in terms.items():
        getattr(publication, name).set(found)


def _part_rows(publication, name, stored):
    model = type(publication)
    part_model, link = model._meta.get_field(name).related_model, owner_link(model, name)
    rows = []
    for position, data in enumerate(stored):
        row = part_model(uid=data["uid"], position=position, **{link: publication})
        _put(row, data["facts"], data["words"])
        rows.append(row)
    return rows


def _terms(model, name, uids):
    related = model._meta.get_field(name).related_model
    found = list(related.objects.filter(uid__in=uids))
    if len(found) != len(uids):
        raise CannotRestore(f"{related._meta.verbose_name}: {len(uids) - len(found)}")
    return found


def _put(instance, facts, words):
    for name, value in facts.items():
        _set(instance, name, value)
    for language, texts in words.items():
        if language not in languages.codes():
            continue
        for field, value in texts.items():
            _set(instance, languages.field_name(field, language), value)


def _set(instance, name, value):
    field = instance._meta.get_field(name)
    if field.is_relation:
        target = field.related_model.objects.filter(uid=value).first() if value else None
        if value and target is None:
            raise CannotRestore(f"{field.related_model._meta.verbose_name} {value}")
        setattr(instance, name, target)
    else:
        setattr(instance, name, field.to_python(value) if value is not None else None)


def merge(facts_from, words_from, language):
    """New facts in old words: the snapshot `facts_from` with one language's words from `words_from`.

    Parts are matched by uid; a part the older snapshot does not know keeps its own words.
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


def facts_of(snapshot):
    """Everything in it that belongs to all languages: when this changes, every live language is issued anew.

    Fields that hold their default and sets without members are left out, and so is what the code no longer knows:
    a snapshot says the same before and after a field or a set is added (decision 0078).
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


def _facts_of_parts(model, name, parts):
    link = owner_link(model, name)
    fields = list(fact_fields(model._meta.get_field(name).related_model, link))
    return [{"uid": part["uid"], "facts": _told(part["facts"], fields)} for part in parts]


def _told(facts, fields):
    """The facts that differ from their field's default."""
    return {
        field.name: facts[field.name]
        for field in fields
        if field.name in facts and facts[field.name] != _value(field.get_default())
    }


def words_of(snapshot, language):
    """One language's translatable texts, uncompiled, without the address: what `text_digest` is taken of.

    Empty ones are left out: a field that is new and empty makes no translation outdated.
    """
    own = _filled(snapshot["words"].get(language, {}))
    own.pop("slug", None)
    return {
        "own": own,
        "parts": {
            name: [_filled(part["words"].get(language, {})) for part in parts]
            for name, parts in snapshot["parts"].items()
            if parts
        },
    }


def _filled(words):
    return {field: text for field, text in words.items() if text}


def says_the_same(snapshot, other):
    """Whether two snapshots hold the same facts, words and addresses, whichever fields there were when they were taken."""
    codes = {*snapshot["words"], *other["words"]}
    return facts_of(snapshot) == facts_of(other) and all(
        words_of(snapshot, code) == words_of(other, code) and slug_of(snapshot, code) == slug_of(other, code)
        for code in codes
    )


def slug_of(snapshot, language):
    return snapshot["words"].get(language, {}).get("slug", "")
