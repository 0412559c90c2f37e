"""The roles of staff. Every `migrate` restores the permissions of the group of editors, so a change made by hand is lost;
an account that needs more gets another group. Only superusers may change accounts and groups, and erase editions.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

EDITORS = gettext_noop("Editors")

# Models by app. The types of publications add themselves (let_editors_edit). Editors have no permission to delete;
# permissions.py lets them delete what was never public.
EDITED = {
    "pages": ["sitesettings", "frontpage"],
    "publishing": ["publication", "release"],
    "polls": ["poll"],
    "experts": ["expert", "organization"],
    "taxonomy": ["topic", "region", "audience", "project", "series"],
    "library": ["image", "document", "recording"],
}
# Rows below another object, created and deleted with its form.
ROWS = {
    "publishing": [
        "contribution",
        "institution",
        "relation",
        "seriespart",
        "takeaway",
        "picture",
        "releaseitem",
    ],
    "pages": ["frontslot"],
    "polls": ["option", "importedcount"],
    "experts": ["affiliation"],
}
ANSWERED = {"corrections": ["errorreport"]}  # written by readers, answered by editors
VIEWED = {"publishing": ["edition", "revision", "unmadefile"], "readership": ["readership"]}
ACTS = {"publishing": ["publish_publication"]}


def name_of(role: Group) -> str:
    """In the reader's language what is defined here; other roles as an administrator wrote them."""
    return gettext(role.name) if role.name == EDITORS else role.name


def let_editors_edit(model: type[Model], rows: Iterable[type[Model]]) -> None:
    """Let editors add and change objects of this model, and its rows, which are created and deleted with its form."""
    for models_by_app, models in [(EDITED, [model]), (ROWS, rows)]:
        for each in models:
            names = models_by_app.setdefault(each._meta.app_label, [])
            name = each._meta.model_name or ""
            if name not in names:
                names.append(name)


def editors_permissions() -> list[str]:
    """Names such as "articles.change_article"."""
    names = [f"{app}.{act}" for app, acts in ACTS.items() for act in acts]
    for models_by_app, verbs in [
        (EDITED, ["add", "change", "view"]),
        (ROWS, ["add", "change", "view", "delete"]),
        (ANSWERED, ["change", "view"]),
        (VIEWED, ["view"]),
    ]:
        names += [
            f"{app}.{verb}_{model}"
            for app, models in models_by_app.items()
            for model in models
            for verb in verbs
        ]
    return sorted(names)


def permissions_of_staff() -> QuerySet[Permission]:
    """All permissions on the models that staff work with."""
    models = Q()
    for by_app in (EDITED, ROWS, ANSWERED, VIEWED):
        for app, names in by_app.items():
            models |= Q(content_type__app_label=app, content_type__model__in=names)
    return Permission.objects.filter(models).select_related("content_type")


def ensure_roles(using: str = DEFAULT_DB_ALIAS) -> Group:
    """Give the group of editors exactly its permissions. Can run again."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    wanted = Q()
    for name in editors_permissions():
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    with transaction.atomic(using=using):
        group, _created = Group.objects.using(using).get_or_create(name=EDITORS)
        group.permissions.set(Permission.objects.using(using).filter(wanted))
    return group


def ensure_roles_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    ensure_roles(using)
