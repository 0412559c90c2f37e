"""Labels of the fields of publications, and their values as text."""

import functools
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import (
    column_named,
    publication_models,
    related_model,
    translated_fields,
)


def label_of(model: type[Model], name: str) -> str:
    verbose = getattr(model._meta.get_field(name), "verbose_name", name)
    return str(verbose)[:1].upper() + str(verbose)[1:]


def value_in_words(model: type[Model], name: str, value: Any) -> str:
    """A stored JSON value as readers see it: a choice's label, the name of a linked object, "yes" or "no"."""
    if value in (None, ""):
        return ""
    found = column_named(model, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found.is_relation:
        return str(related_model(model, name)._default_manager.filter(uid=value).first() or value)
    choices = dict(found.flatchoices) if found.choices else {}
    if name == "kind" and hasattr(model, "Kind"):
        choices = dict(model.Kind.choices)
    return str(choices.get(value, value))


class Fields:
    """The fields and rows of one type of publication, by name. Public code gets this instead of the model."""

    def __init__(self, model: type[Publication]) -> None:
        self.__model = model
        self.term_sets: Sequence[str] = model.term_sets

    def label(self, name: str) -> str:
        return label_of(self.__model, name)

    def label_of_rows(self, name: str) -> str:
        return capfirst(str(self._rows(name)._meta.verbose_name_plural))

    def value(self, name: str, value: Any) -> str:
        return value_in_words(self.__model, name, value)

    def value_in_row(self, rows: str, name: str, value: Any) -> str:
        return value_in_words(self._rows(rows), name, value)

    def is_moment(self, name: str) -> bool:
        return self.__model._meta.get_field(name).get_internal_type() == "DateTimeField"

    def words(self) -> Sequence[str]:
        """Names of the texts that this type adds to those of every publication, such as "place"."""
        return _texts(self.__model, but_for=Publication)

    def words_of_rows(self, name: str) -> Sequence[str]:
        """Names of the texts in rows of this name, such as "addressee" and "text"."""
        return _texts(self._rows(name))

    def _rows(self, name: str) -> type[Model]:
        return related_model(self.__model, name)


@functools.cache
def _texts(model: type[Model], but_for: type[Model] | None = None) -> Sequence[str]:
    names = (column.name for column in model._meta.concrete_fields if not column.is_relation)
    others = _texts(but_for) if but_for else ()
    translated = translated_fields(model)
    return tuple(name for name in names if name in translated and name not in others)


def fields_of(type_name: str) -> Fields:
    """The fields of a type of publication. Raises KeyError when the site has no such type."""
    return Fields(publication_models()[type_name])
