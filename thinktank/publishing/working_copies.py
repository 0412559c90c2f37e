"""The working copies of every type of publication, found through Django's registry of models. For editors' code alone."""

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from thinktank.publishing.models import Publication
from thinktank.publishing.publication_types import publication_types


def publication_models() -> dict[str, type[Publication]]:
    """The classes of publications, such as Article, by the type name that editions carry."""
    subclasses = (m for m in apps.get_models() if issubclass(m, Publication) and m is not Publication)
    return {model.type_name(): model for model in subclasses}


def model_of(publication: Publication) -> type[Publication]:
    """The class of a working copy that was loaded as a plain Publication."""
    return publication_models()[publication.type]


def rows_of(model: type[Publication]) -> Iterator[type[Model]]:
    """The models of the rows that publications of this class alone have, such as the sessions of an event."""
    for name in model.part_sets:
        if name not in Publication.part_sets:
            yield model._meta.get_field(name).related_model


def check_that_every_model_is_described() -> None:
    """Raises ImproperlyConfigured when a class of publications has no PublicationType, or a type no class."""
    described, found = {each.name for each in publication_types()}, publication_models()
    for name in found.keys() - described:
        app = found[name]._meta.app_config.name
        raise ImproperlyConfigured(f"{app}/publication_type.py does not register a PublicationType {name!r}.")
    for name in described - found.keys():
        raise ImproperlyConfigured(f"There is no model for the PublicationType {name!r}.")
