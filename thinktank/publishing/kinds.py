"""Every kind of publication the site has, found through Django's registry of models."""

from importlib import import_module

from django.apps import apps

from thinktank.publishing.models import Publication


def publication_models():
    """The classes of publications, such as Article, by the type name that editions carry."""
    subclasses = (m for m in apps.get_models() if issubclass(m, Publication) and m is not Publication)
    return {model.type_name(): model for model in subclasses}


def model_of(publication):
    """The class of a working copy that was loaded as a plain Publication."""
    return publication_models()[publication.type]


def room_of(model):
    """What the app of this kind of publication tells the public pages: `ROOM` in its views."""
    return import_module(f"{model._meta.app_config.name}.views").ROOM


def kinds_of(type_name):
    """The translated names of a type's kinds, by kind."""
    model = publication_models().get(type_name)
    return dict(model.Kind.choices) if model else {}


def kind_label(type_name, kind):
    """The translated name of a kind; an unknown one as it is stored."""
    return kinds_of(type_name).get(kind, kind)
