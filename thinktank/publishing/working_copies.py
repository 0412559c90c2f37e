"""The models of all working copies, found through Django's registry of models. Only editors' code may import this."""

from collections.abc import Iterator
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Model
from modeltranslation.translator import NotRegistered, translator

from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part
from thinktank.publishing.publication_types import publication_types


def publication_models() -> dict[str, type[Publication]]:
    """The classes of publications, such as Article, by the name of their type, such as "article"."""
    subclasses = (m for m in apps.get_models() if issubclass(m, Publication) and m is not Publication)
    return {model.type_name(): model for model in subclasses}


def model_of(publication: Publication) -> type[Publication]:
    """The class of a working copy that was loaded as a plain Publication."""
    return publication_models()[publication.type]


def rows_of(model: type[Publication]) -> Iterator[type[Model]]:
    """The models of the rows that this class adds to those of every publication, such as the sessions of an event."""
    for name in model.part_sets:
        if name not in Publication.part_sets:
            yield related_model(model, name)


def related_model(model: type[Model], name: str) -> type[Model]:
    """The model that a link or a set of rows leads to. Raises FieldDoesNotExist when there is no such field."""
    return cast(type[Model], model._meta.get_field(name).related_model)


def part_model(model: type[Publication], name: str) -> type[Part]:
    """The model of a set of rows, such as Contribution for "contributions". Raises FieldDoesNotExist."""
    return cast(type[Part], related_model(model, name))


def column_named(model: type[Model], name: str) -> Field[Any, Any]:
    """A model's own column or link, no reverse relation. Raises FieldDoesNotExist."""
    return cast("Field[Any, Any]", model._meta.get_field(name))


def check_that_every_model_is_described() -> None:
    """Raises ImproperlyConfigured when a class of publications has no PublicationType, or the other way round."""
    described, found = {each.name for each in publication_types()}, publication_models()
    for name in found.keys() - described:
        app = apps.get_app_config(found[name]._meta.app_label).name
        raise ImproperlyConfigured(f"{app}/publication_type.py does not register a PublicationType {name!r}.")
    for name in described - found.keys():
        raise ImproperlyConfigured(f"There is no model for the PublicationType {name!r}.")


def translated_fields(model: type[Model]) -> set[str]:
    """Names of the translated fields of a model and its parents, without language suffix."""
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()
