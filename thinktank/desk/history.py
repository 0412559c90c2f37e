"""The history of an object on the desk, in the language of the person who reads it.

Django logs labels of fields, and messages of our own, in the language of the person who made the change. This module
logs names of fields, and messages in every language, and chooses the words when the history is shown.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.utils import translation

from thinktank.accounts.history_notes import SENTENCE, Message
from thinktank.language import languages

# Called with "added", "changed" or "deleted", the object and the message, in the transaction of the change.
listeners: list[Callable[[str, Model, Message], None]] = []


def tell(what: str, thing: Model, message: Message) -> None:
    """Tell the rooms that listen what a form of the desk did."""
    for listener in listeners:
        listener(what, thing, message)


def changes_of(form: ModelForm, formsets: Iterable[BaseModelFormSet] | None, add: bool) -> Message:
    """A message for the log about the changes in a form and its rows; empty when there are none."""
    found: Message = [{"added": {}}] if add else []
    if not add and form.changed_data:
        found.append({"changed": {"fields": form.changed_data}})
    for formset in formsets or ():
        rows: list[tuple[str, Model, list[str] | None]] = [
            ("added", row, None) for row in formset.new_objects
        ]
        rows += [("changed", row, names) for row, names in formset.changed_objects]
        rows += [("deleted", row, None) for row in formset.deleted_objects]
        for what, row, names in rows:
            model: Any = formset.model
            with translation.override(None):  # Django translates the name when it shows it
                name = str(model._meta.verbose_name)
            said = {"model": model._meta.label, "name": name, "object": str(row)}
            found.append({what: said | ({"fields": names} if names else {})})
    return found


def in_words(entry: LogEntry, own_labels: dict[str, Any]) -> str:
    """The text of an entry. `own_labels`: {name: label} of fields that only the form has."""
    try:
        message = json.loads(entry.change_message)
    except ValueError:
        return entry.get_change_message()  # a sentence
    if not isinstance(message, list):
        return entry.get_change_message()
    if message and SENTENCE in message[0]:
        sentences = message[0][SENTENCE]
        return sentences.get(translation.get_language()) or next(iter(sentences.values()), "")
    model = entry.content_type.model_class() if entry.content_type else None
    parts = [_for_django(part, model, own_labels) for part in message]
    return LogEntry(change_message=json.dumps(parts)).get_change_message()


def _for_django(
    part: dict[str, Any], model: type[Model] | None, own_labels: dict[str, Any]
) -> dict[str, Any]:
    """A part of a message with words in place of the names of its model and fields."""
    what, said = next(iter(part.items()))
    if "model" in said:
        model = apps.get_model(said["model"])
        said = said | {"name": str(model._meta.verbose_name)}
    if "fields" in said:
        said = said | {"fields": [field_label(model, name, own_labels) for name in said["fields"]]}
    return {what: said}


def field_label(model: type[Model] | None, name: str, own_labels: dict[str, Any]) -> str:
    """The label of a model's field, or of one that only a form has, with its language; else its name."""
    try:
        field: Any = (model or Model)._meta.get_field(name)
    except FieldDoesNotExist:
        return str(own_labels.get(name) or name)
    original = getattr(field, "translated_field", field)
    language = "" if original is field else f" ({languages.name_within(field.language)})"
    return f"{original.verbose_name}{language}"
