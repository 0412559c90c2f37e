"""The roles of staff. They are defined here and put in place after every migrate: a change made by hand is undone,
somebody who needs more gets a group of their own. Accounts, groups and erasing belong to superusers alone.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, Q

EDITORS = "Editors"

# Models by app. The types of publications add themselves (let_editors_edit). Editors have no permission to delete: what was never public the policy lets them delete all the same.
EDITED = {
    "pages": ["sitesettings", "frontpage"],
    "publishing": ["publication"],
    "polls": ["poll"],
    "experts": ["expert", "organization"],
    "taxonomy": ["topic", "region", "audience", "project", "series"],
    "library": ["image", "document", "recording"],
}
# Rows below another object, which come and go with its form.
ROWS = {
    "publishing": ["contribution", "institution", "relation", "seriespart", "takeaway", "picture"],
    "pages": ["frontslot"],
    "polls": ["option", "importedcount"],
    "experts": ["affiliation"],
}
HANDLED = {"corrections": ["errorreport"]}  # written by readers, answered by editors
LOOKED_AT = {"publishing": ["edition", "revision", "unmadefile"], "readership": ["readership"]}
ACTS = {"publishing": ["publish_publication"]}


def let_editors_edit(model: type[Model], rows: Iterable[type[Model]]) -> None:
    """Let editors work with this model and with its rows, which come and go with its form."""
    for models_by_app, models in [(EDITED, [model]), (ROWS, rows)]:
        for each in models:
            names = models_by_app.setdefault(each._meta.app_label, [])
            if each._meta.model_name not in names:
                names.append(each._meta.model_name)


def editors_permissions() -> list[str]:
    """Names such as "articles.change_article"."""
    names = [f"{app}.{act}" for app, acts in ACTS.items() for act in acts]
    for models_by_app, verbs in [
        (EDITED, ["add", "change", "view"]),
        (ROWS, ["add", "change", "view", "delete"]),
        (HANDLED, ["change", "view"]),
        (LOOKED_AT, ["view"]),
    ]:
        names += [
            f"{app}.{verb}_{model}"
            for app, models in models_by_app.items()
            for model in models
            for verb in verbs
        ]
    return sorted(names)


def permissions_of_staff():
    """The permissions on everything that staff may work with, whatever may be done with it."""
    models = Q()
    for by_app in (EDITED, ROWS, HANDLED, LOOKED_AT):
        for app, names in by_app.items():
            models |= Q(content_type__app_label=app, content_type__model__in=names)
    return Permission.objects.filter(models).select_related("content_type")


def ensure_roles(using: str = DEFAULT_DB_ALIAS) -> Group:
    """Make the group of editors have exactly its permissions; harmless when it has them."""
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


def ensure_roles_after_migrate(sender, using, **kwargs):
    ensure_roles(using)
