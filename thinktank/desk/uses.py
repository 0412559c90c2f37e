"""Where something is used: what stands on the desk and refers to it, found through Django's registry of relations."""

from django.contrib import admin
from django.db.models import CASCADE, ForeignKey
from django.urls import reverse

MOST = 50  # of each kind


def uses_of(thing) -> list[tuple[str, str]]:
    """(name, address on the desk) of each object that refers to it, itself or by one of its rows, each once."""
    users = {}
    for relation in thing._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            for user in _users_by(relation, thing)[:MOST]:
                users[_address(user)] = user
    return [link_to(user) for user in users.values()]


def link_to(user) -> tuple[str, str]:
    """Its name and its address on the desk."""
    return str(user), _address(user)


def _users_by(relation, thing):
    model = relation.related_model
    rows = model._base_manager.filter(**{relation.field.name: thing.pk})
    if admin.site.is_registered(model):
        return rows
    owner = _owner_field(model, type(thing))
    return owner.related_model._base_manager.filter(pk__in=rows.values(owner.name)) if owner else []


def _owner_field(model, used):
    """The link from a row to the object on whose form it stands; None for what is a part of the used one itself."""
    links = (field for field in model._meta.fields if isinstance(field, ForeignKey))
    owners = (
        link
        for link in links
        if link.remote_field.on_delete is CASCADE
        and link.related_model is not used
        and admin.site.is_registered(link.related_model)
    )
    return None if model._meta.auto_created else next(owners, None)


def _address(user):
    return reverse(f"admin:{user._meta.app_label}_{user._meta.model_name}_change", args=[user.pk])
