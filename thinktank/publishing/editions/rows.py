"""The ordered rows of a snapshot in one language: pictures, takeaways, and those that a type of publication adds."""

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.language.records import Record
from thinktank.language.typography import typeset, typeset_lines
from thinktank.publishing.editions.lookup import Lookup
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part
from thinktank.publishing.models.revision import PartSnapshot, Snapshot
from thinktank.publishing.working_copies import part_model
from thinktank.richtext.problems import Problem


def own_part_sets(model: type[Publication]) -> dict[str, type[Part]]:
    """{name: model} of the sets of rows that a type adds to those of every publication."""
    names = (name for name in model.part_sets if name not in Publication.part_sets)
    return {name: part_model(model, name) for name in names}


def own_parts(model: type[Publication], snapshot: Snapshot, language: str) -> dict[str, list[Record]]:
    """The rows that a type adds, as the content stores them: facts, and the texts of this language."""
    return {name: [_row(part, language) for part in snapshot["parts"][name]] for name in own_part_sets(model)}


def _row(part: PartSnapshot, language: str) -> Record:
    words = part["words"].get(language, {})
    return {
        "uid": part["uid"],
        **part["facts"],
        **{name: typeset_lines(text, language) for name, text in words.items()},
    }


def pictures(snapshot: Snapshot, lookup: Lookup) -> list[Record]:
    """Image records of the pictures below the text, each with its caption in this language."""
    found = [
        (
            lookup.image_record(part["facts"]["image"]),
            part["words"].get(lookup.language, {}).get("caption", ""),
        )
        for part in snapshot["parts"]["pictures"]
    ]
    return [record | {"caption": typeset(caption, lookup.language)} for record, caption in found if record]


def takeaways(snapshot: Snapshot, language: str) -> dict[str, str]:
    """{audience uid: sentence} of the audiences whose lists show the publication and that have a sentence."""
    found = {}
    for part in snapshot["parts"]["takeaways"]:
        sentence = part["words"].get(language, {}).get("text", "").strip()
        if sentence and part["facts"]["audience"] in snapshot["terms"]["audiences"]:
            found[part["facts"]["audience"]] = typeset(sentence, language)
    return found


def wordless_rows(model: type[Publication], parts: Mapping[str, list[Record]]) -> Iterator[Problem]:
    """A blocking problem for each set with a row whose `needed_word` is empty."""
    for name, row_model in own_part_sets(model).items():
        needed = row_model.needed_word
        if needed and not all(row.get(needed) for row in parts[name]):
            sentence = _("%(rows)s: one row has no text in this language.")
            rows = capfirst(str(row_model._meta.verbose_name_plural))
            yield Problem(sentence % {"rows": rows}, is_blocking=True)
