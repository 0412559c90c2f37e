"""The history of something on the desk, in the language of whoever reads it.

Django notes the labels of fields as its author saw them, and what we say of an act in the language it was done in. Here
names of fields are noted, and sentences in every language; both become words when the history is shown.
"""

import json
from collections.abc import Callable

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.utils import translation

from thinktank.language import languages

SENTENCE = "sentence"


def in_every_language(say: Callable[[], str]) -> list[dict]:
    """A message for the log: what `say()` returns in each language of the site."""
    sentences = {}
    for code in languages.codes():
        with translation.override(code):
            sentences[code] = say()
    return [{SENTENCE: sentences}]


def changes_of(form, formsets, add: bool) -> list[dict]:
    """A message for the log: what was changed in a form and its rows; nothing when nothing was."""
    found = [{"added": {}}] if add else []
    if not add and form.changed_data:
        found.append({"changed": {"fields": form.changed_data}})
    for formset in formsets or ():
        rows = [("added", row, None) for row in formset.new_objects]
        rows += [("changed", row, names) for row, names in formset.changed_objects]
        rows += [("deleted", row, None) for row in formset.deleted_objects]
        for what, row, names in rows:
            said = {"model": formset.model._meta.label, "object": str(row)}
            found.append({what: said | ({"fields": names} if names else {})})
    return found


def in_words(entry: LogEntry, own_labels: dict) -> str:
    """What an entry says. `own_labels`: {name: label} of fields that the form has and the model has not."""
    try:
        message = json.loads(entry.change_message)
    except ValueError:
        return entry.get_change_message()  # a sentence
    if not isinstance(message, list):
        return entry.get_change_message()
    if message and SENTENCE in message[0]:
        sentences = message[0][SENTENCE]
        return sentences.get(translation.get_language()) or next(iter(sentences.values()), "")
    model = entry.content_type.model_class()
    parts = [_for_django(part, model, own_labels) for part in message]
    return LogEntry(change_message=json.dumps(parts)).get_change_message()


def _for_django(part, model, own_labels):
    """The part with names of models and fields in words."""
    what, said = next(iter(part.items()))
    if "model" in said:
        model = apps.get_model(said["model"])
        said = said | {"name": str(model._meta.verbose_name)}
    if "fields" in said:
        said = said | {"fields": [_label(model, name, own_labels) for name in said["fields"]]}
    return {what: said}


def _label(model, name, own_labels):
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(own_labels.get(name) or name)
    original = getattr(field, "translated_field", field)
    language = "" if original is field else f" ({languages.name_within(field.language)})"
    return f"{original.verbose_name}{language}"
