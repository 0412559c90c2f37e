"""Comparing two revisions field by field."""

from collections.abc import Iterator

from thinktank.language import languages
from thinktank.publishing.field_words import label_of, value_in_words
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part
from thinktank.publishing.models.revision import PartSnapshot, Snapshot
from thinktank.publishing.working_copies import part_model, related_model
from thinktank.richtext.differences import Difference, differences, text_of


def compare_snapshots(model: type[Publication], old: Snapshot, new: Snapshot) -> list[Difference]:
    """Differences between two snapshots of one type of publication, in the order of its form."""
    return differences(dict(_readable(model, old)), dict(_readable(model, new)))


def _readable(model: type[Publication], snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield ((label, language or ""), text) for every text and fact of a snapshot."""
    for name in ("title", "standfirst", "body", "cover_caption", "slug"):
        for code in languages.codes():
            text = snapshot["words"].get(code, {}).get(name, "")
            yield (label_of(model, name), code), text_of(text) if name == "body" else text
    others = {n for words in snapshot["words"].values() for n in words}
    for name in sorted(others - {"title", "standfirst", "body", "cover_caption", "slug"}):
        for code in languages.codes():
            value = snapshot["words"].get(code, {}).get(name, "")
            yield (label_of(model, name), code), value_in_words(model, name, value)
    for name, value in snapshot["facts"].items():
        yield (label_of(model, name), ""), value_in_words(model, name, value)
    for name, uids in snapshot["terms"].items():
        terms = related_model(model, name)._default_manager.filter(uid__in=uids)
        yield (label_of(model, name), ""), "\n".join(sorted(map(str, terms)))
    for name, parts in snapshot["parts"].items():
        yield from _readable_parts(part_model(model, name), parts)


def _readable_parts(
    row_model: type[Part], parts: list[PartSnapshot]
) -> Iterator[tuple[tuple[str, str], str]]:
    label = str(row_model._meta.verbose_name_plural)
    yield (label, ""), "\n".join(_facts_of_part(row_model, part) for part in parts)
    for code in languages.codes():
        yield (
            (label, code),
            "\n".join(", ".join(filter(None, part["words"].get(code, {}).values())) for part in parts),
        )


def _facts_of_part(row_model: type[Part], part: PartSnapshot) -> str:
    values = (value_in_words(row_model, name, value) for name, value in part["facts"].items())
    return ", ".join(filter(None, values))
