"""The roles of staff. Every `migrate` restores the permissions of their groups, so a change made by hand is lost;
an account that needs more gets another group. Only superusers may change accounts and groups, and erase editions.

Editors write and publish everything. Authors write their own texts and those assigned to them, translators the words of
one language, publishers read everything, publish it and keep the markings, readers of statistics see how often texts are read.
An account with several roles may do what any of them may.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from thinktank.accounts import permissions
from thinktank.accounts.permissions import READ_DRAFTS, TEXTS, WRITE_OWN, translate_permission
from thinktank.language import languages

EDITORS = gettext_noop("Editors")
# No administrator will have made groups of these names before.
AUTHORS, PUBLISHERS, STATISTICS = "thinktank.authors", "thinktank.publishers", "thinktank.statistics"
TRANSLATORS = "thinktank.translators."  # and the language
NAMES = {
    EDITORS: EDITORS,
    AUTHORS: gettext_noop("Authors"),
    PUBLISHERS: gettext_noop("Publishers"),
    STATISTICS: gettext_noop("Readers of statistics"),
}

# Models by app. The types of publications add themselves (let_editors_edit). Editors have no permission to delete;
# permissions.py lets them delete what was never public.
EDITED = {
    "pages": ["sitesettings", "frontpage"],
    "publishing": ["publication", "release"],
    "polls": ["poll"],
    "experts": ["expert", "organization"],
    "markings": ["marking"],
    "taxonomy": ["topic", "region", "audience", "project", "series"],
    "library": ["image", "document", "recording", "chart"],
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
# What authors, translators and publishers choose from in forms, beside publications
CHOSEN = {app: EDITED[app] for app in ("experts", "taxonomy", "library")}


def name_of(role: Group) -> str:
    """In the reader's language what is defined here; other roles as an administrator wrote them."""
    code = role.name.removeprefix(TRANSLATORS)
    if role.name.startswith(TRANSLATORS) and code in languages.codes():
        return gettext("Translators: %(language)s") % {"language": languages.name_within(code)}
    return gettext(NAMES[role.name]) if role.name in NAMES else role.name


def let_authors_write(model: type[Model]) -> None:
    """Make this a model that authors write and translators translate."""
    TEXTS.add(model._meta.label_lower)


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


def _named(verbs: Iterable[str], models: Iterable[str]) -> list[str]:
    """Permissions on models named by their label: "articles.view_article"."""
    split = [label.split(".") for label in models]
    return [f"{app}.{verb}_{model}" for app, model in split for verb in verbs]


def permissions_by_role() -> dict[str, list[str]]:
    """Names such as "articles.view_article", by the name of the group."""
    library = [f"library.{model}" for model in EDITED["library"]]
    chosen = [f"{app}.{model}" for app, models in CHOSEN.items() for model in models]
    texts = sorted(TEXTS)
    written = [label for label in texts if label != "publishing.publication"]
    past = ["publishing.edition", "publishing.revision"]
    reading = _named(["view"], [*texts, *chosen, *past])
    found = {
        EDITORS: editors_permissions(),
        AUTHORS: [WRITE_OWN, *_named(["add"], [*written, *library]), *reading],
        PUBLISHERS: [
            READ_DRAFTS,
            permissions.PUBLISH,
            *reading,
            *_named(["add", "change", "view"], ["markings.marking"]),
            "publishing.view_unmadefile",
        ],
        STATISTICS: ["readership.view_readership"],
    }
    for code in languages.codes():
        found[f"{TRANSLATORS}{code}"] = [READ_DRAFTS, translate_permission(code), *reading]
    return {role: sorted(names) for role, names in found.items()}


def permissions_of_staff() -> QuerySet[Permission]:
    """All permissions on the models that staff work with."""
    models = Q()
    for by_app in (EDITED, ROWS, ANSWERED, VIEWED):
        for app, names in by_app.items():
            models |= Q(content_type__app_label=app, content_type__model__in=names)
    return Permission.objects.filter(models).select_related("content_type")


def ensure_roles(using: str = DEFAULT_DB_ALIAS) -> Group:
    """Give the group of each role exactly its permissions. Returns that of editors. Can run again."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    _create_own_permissions(using)
    rows = Permission.objects.using(using).values_list("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in rows}
    with transaction.atomic(using=using):
        for name, wanted in permissions_by_role().items():
            group, _created = Group.objects.using(using).get_or_create(name=name)
            group.permissions.set([known[each] for each in wanted if each in known])
    return Group.objects.using(using).get(name=EDITORS)


def _create_own_permissions(using: str) -> None:
    """The permissions of roles that belong to no verb of Django's. Their names are for the database alone."""
    content_type = ContentType.objects.db_manager(using).get_by_natural_key("publishing", "publication")
    own = [READ_DRAFTS, WRITE_OWN, *map(translate_permission, languages.codes())]
    for codename in (name.split(".")[1] for name in own):
        Permission.objects.using(using).get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )


def ensure_roles_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    ensure_roles(using)
