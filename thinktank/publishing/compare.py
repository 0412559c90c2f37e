"""What differs between two texts, paragraph by paragraph, and between two revisions, field by field."""

import difflib
import re
from dataclasses import dataclass, field

from thinktank.language import languages
from thinktank.publishing.markup import BLOCKS, parse
from thinktank.publishing.sanitise import clean_html

LONGEST = 2000  # paragraphs compared word by word; longer texts line by line only
CONTEXT = 1  # unchanged paragraphs shown around a change


@dataclass(frozen=True)
class Line:
    """A paragraph as it was or is: `kind` is same, removed, added or skipped; pieces are (is_changed, text)."""

    kind: str
    pieces: list = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """One field that differs: what it is called, and its lines."""

    label: str
    language: str
    lines: list


def compare_texts(old, new):
    """Lines that tell the two texts apart, with a little of what stayed around them; empty when they are equal."""
    before, after = _paragraphs(old), _paragraphs(new)
    if before == after:
        return []
    lines = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", [(False, text)]) for text in before[a1:a2]]
        elif tag == "replace" and a2 - a1 == b2 - b1 and len(before) < LONGEST:
            for was, now in zip(before[a1:a2], after[b1:b2], strict=True):
                lines += _word_by_word(was, now)
        else:
            lines += [Line("removed", [(True, text)]) for text in before[a1:a2]]
            lines += [Line("added", [(True, text)]) for text in after[b1:b2]]
    return _without_the_unchanged(lines)


def _paragraphs(text):
    return [line for line in (text or "").splitlines() if line.strip()]


def _word_by_word(was, now):
    old, new = re.findall(r"\s+|\S+", was), re.findall(r"\s+|\S+", now)
    removed, added = [], []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_changed = tag != "equal"
        if a1 < a2:
            removed.append((is_changed, "".join(old[a1:a2])))
        if b1 < b2:
            added.append((is_changed, "".join(new[b1:b2])))
    return [Line("removed", removed), Line("added", added)]


def _without_the_unchanged(lines):
    near = set()
    for index, line in enumerate(lines):
        if line.kind != "same":
            near.update(range(index - CONTEXT, index + CONTEXT + 1))
    kept = []
    for index, line in enumerate(lines):
        if index in near:
            kept.append(line)
        elif not kept or kept[-1].kind != "skipped":
            kept.append(Line("skipped"))
    return kept


def compare_snapshots(model, old, new):
    """Differences between two snapshots of a kind of publication, in the order of its form."""
    before, after = dict(_readable(model, old)), dict(_readable(model, new))
    labels = list(dict.fromkeys([*before, *after]))
    found = ((label, compare_texts(before.get(label, ""), after.get(label, ""))) for label in labels)
    return [Difference(name, language, lines) for (name, language), lines in found if lines]


def _readable(model, snapshot):
    """((label, language or empty), text) for every word and fact of a snapshot."""
    for name in ("title", "standfirst", "body", "cover_caption", "slug"):
        for code in languages.codes():
            text = snapshot["words"].get(code, {}).get(name, "")
            yield (_label(model, name), code), text_of(text) if name == "body" else text
    others = {n for words in snapshot["words"].values() for n in words}
    for name in sorted(others - {"title", "standfirst", "body", "cover_caption", "slug"}):
        for code in languages.codes():
            value = snapshot["words"].get(code, {}).get(name, "")
            yield (_label(model, name), code), _value_in_words(model, name, value)
    for name, value in snapshot["facts"].items():
        yield (_label(model, name), ""), _value_in_words(model, name, value)
    for name, uids in snapshot["terms"].items():
        terms = model._meta.get_field(name).related_model.objects.filter(uid__in=uids)
        yield (_label(model, name), ""), "\n".join(sorted(map(str, terms)))
    for name, parts in snapshot["parts"].items():
        yield from _readable_parts(model._meta.get_field(name).related_model, parts)


def _readable_parts(part_model, parts):
    label = str(part_model._meta.verbose_name_plural)
    yield (label, ""), "\n".join(_facts_of_part(part_model, part) for part in parts)
    for code in languages.codes():
        yield (
            (label, code),
            "\n".join(", ".join(filter(None, part["words"].get(code, {}).values())) for part in parts),
        )


def _facts_of_part(part_model, part):
    values = (_value_in_words(part_model, name, value) for name, value in part["facts"].items())
    return ", ".join(filter(None, values))


def _label(model, name):
    verbose = getattr(model._meta.get_field(name), "verbose_name", name)
    return str(verbose)[:1].upper() + str(verbose)[1:]


def _value_in_words(model, name, value):
    if value in (None, ""):
        return ""
    found = model._meta.get_field(name)
    if found.is_relation:
        return str(found.related_model.objects.filter(uid=value).first() or value)
    choices = dict(found.flatchoices) if found.choices else {}
    if name == "kind" and hasattr(model, "Kind"):
        choices = dict(model.Kind.choices)
    return str(choices.get(value, value))


def text_of(html):
    """The words of rich text, a line for each block."""
    tree = parse(clean_html(html))
    for element in tree.iterdescendants():
        if element.tag in BLOCKS | {"br"}:
            element.tail = "\n" + (element.tail or "")
        if element.tag == "span":
            element.text, element.tail = f" [{element.text or ''}", "]" + (element.tail or "")
        if element.tag == "img":
            element.tail = f"[{element.get('alt') or '—'}]" + (element.tail or "")
    return "".join(tree.itertext())
