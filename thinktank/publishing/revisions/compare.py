"""What differs between two revisions, field by field."""

from thinktank.language import languages
from thinktank.publishing.field_words import label_of, value_in_words
from thinktank.richtext.differences import differences, text_of


def compare_snapshots(model, old, new):
    """Differences between two snapshots of a kind of publication, in the order of its form."""
    return differences(dict(_readable(model, old)), dict(_readable(model, new)))


def _readable(model, snapshot):
    """((label, language or empty), text) for every word and fact of a snapshot."""
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
        terms = model._meta.get_field(name).related_model.objects.filter(uid__in=uids)
        yield (label_of(model, name), ""), "\n".join(sorted(map(str, terms)))
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
    values = (value_in_words(part_model, name, value) for name, value in part["facts"].items())
    return ", ".join(filter(None, values))
