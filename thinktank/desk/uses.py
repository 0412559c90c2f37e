"""Finds the objects on the desk that refer to an object, through Django's relations."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import CASCADE, ForeignKey, Model
from django.urls import reverse
from django.utils.translation import gettext

MOST_LISTED = 50  # objects of each relation

_finders: list[Callable[[Model], Iterable[Model]]] = []
_foretellers: list[Callable[[Model, list[Model]], dict[Model, str]]] = []


def find_uses_by(finder: Callable[[Model], Iterable[Model]]) -> None:
    """For rooms above: how to find objects that use another one without a relation of Django's, such as in a text."""
    _finders.append(finder)


def foretell_replacing_by(foreteller: Callable[[Model, list[Model]], dict[Model, str]]) -> None:
    """For rooms above: a sentence for each of these users that says what another file in place of the present one changes."""
    _foretellers.append(foreteller)


def uses_of(thing: Model) -> list[tuple[str, str]]:
    """(name, path on the desk) of each object that refers to it, directly or by one of its rows; each once."""
    return [link_to(user) for user in _users_of(thing)]


def effects_of_replacing(thing: Model) -> list[tuple[str, str, str]]:
    """(name, path on the desk, what changes there) of each object that uses a file, if another takes its place."""
    users = _users_of(thing)
    effects: dict[Model, str] = {}
    for foreteller in _foretellers:
        effects |= foreteller(thing, users)
    return [(*link_to(user), effects.get(user) or gettext("Shows the new file at once.")) for user in users]


def _users_of(thing: Model) -> list[Model]:
    users: dict[str, Model] = {}
    for relation in thing._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            for user in _users_by(relation, thing)[:MOST_LISTED]:
                users[_address(user)] = user
    for finder in _finders:
        for user in finder(thing):
            users.setdefault(_address(user), user)
    return list(users.values())


def link_to(user: Model) -> tuple[str, str]:
    """Its name and its path on the desk."""
    return str(user), _address(user)


def _users_by(relation: Any, thing: Model) -> Any:
    """The registered objects that use it through this relation, as a sequence."""
    model = relation.related_model
    rows = model._base_manager.filter(**{relation.field.name: thing.pk})
    if admin.site.is_registered(model):
        return rows
    owner = _owner_field(model, type(thing))
    return owner.related_model._base_manager.filter(pk__in=rows.values(owner.name)) if owner else []


def _owner_field(model: type[Model], used: type[Model]) -> Any:
    """The foreign key from a row to the object whose form shows it; None for rows of the used object itself."""
    links = (field for field in model._meta.fields if isinstance(field, ForeignKey))
    owners = (
        link
        for link in links
        if link.remote_field.on_delete is CASCADE
        and link.related_model is not used
        and admin.site.is_registered(link.related_model)
    )
    return None if model._meta.auto_created else next(owners, None)


def _address(user: Model) -> str:
    return reverse(f"admin:{user._meta.app_label}_{user._meta.model_name}_change", args=[user.pk])
