"""Ordered rows: those that a kind of publication adds, such as the sessions of an event, the pictures, and what readers take away."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.language.typography import typeset, typeset_lines
from thinktank.publishing.models import Publication
from thinktank.richtext.problems import Problem


def own_part_sets(model):
    """Names of the sets of rows that every publication does not have, with the class of their rows."""
    names = (name for name in model.part_sets if name not in Publication.part_sets)
    return {name: model._meta.get_field(name).related_model for name in names}


def own_parts(model, snapshot, language):
    """The rows as the record keeps them: facts, and the words of this language."""
    return {name: [_row(part, language) for part in snapshot["parts"][name]] for name in own_part_sets(model)}


def _row(part, language):
    words = part["words"].get(language, {})
    return {
        "uid": part["uid"],
        **part["facts"],
        **{name: typeset_lines(text, language) for name, text in words.items()},
    }


def pictures(snapshot, lookup):
    """Image records of the pictures below the text, each with its caption in this language."""
    found = [
        (
            lookup.image_record(part["facts"]["image"]),
            part["words"].get(lookup.language, {}).get("caption", ""),
        )
        for part in snapshot["parts"]["pictures"]
    ]
    return [record | {"caption": typeset(caption, lookup.language)} for record, caption in found if record]


def takeaways(snapshot, language):
    """{audience uid: sentence} of the audiences that list the publication; none where nobody wrote one."""
    found = {}
    for part in snapshot["parts"]["takeaways"]:
        sentence = part["words"].get(language, {}).get("text", "").strip()
        if sentence and part["facts"]["audience"] in snapshot["terms"]["audiences"]:
            found[part["facts"]["audience"]] = typeset(sentence, language)
    return found


def wordless_rows(model, parts):
    """Problems: rows that lack the one word without which they cannot be shown."""
    for name, part_model in own_part_sets(model).items():
        needed = part_model.needed_word
        if needed and not all(row.get(needed) for row in parts[name]):
            sentence = _("%(rows)s: one row has no text in this language.")
            rows = capfirst(part_model._meta.verbose_name_plural)
            yield Problem(sentence % {"rows": rows}, is_blocking=True)
