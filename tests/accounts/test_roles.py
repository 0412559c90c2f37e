import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from thinktank.accounts.roles import ANSWERED, EDITED, EDITORS, VIEWED, editors_permissions, ensure_roles

pytestmark = pytest.mark.django_db

FOR_SUPERUSERS = {"audit.auditentry", "auth.user", "auth.group", "django_tasks_database.dbtaskresult"}


def _permissions(group):
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in rows)


def test_editors_have_their_permissions_after_migrate():
    assert _permissions(Group.objects.get(name=EDITORS)) == editors_permissions()


def test_editors_may_neither_erase_nor_touch_accounts():
    names = editors_permissions()

    assert not [name for name in names if name.startswith(("auth.", "sessions.", "admin.", "contenttypes."))]
    assert "publishing.erase_edition" not in names
    assert "publishing.publish_publication" in names
    assert not [
        name for name in names if ".delete_" in name and name.split("_")[1] in sum(EDITED.values(), [])
    ]


def test_ensuring_roles_again_changes_nothing_and_undoes_what_was_changed_by_hand(
    django_assert_max_num_queries,
):
    group = Group.objects.get(name=EDITORS)
    group.permissions.add(Permission.objects.get(codename="change_user"))
    group.permissions.remove(Permission.objects.get(codename="change_article"))

    ensure_roles()
    ensure_roles()

    assert Group.objects.filter(name=EDITORS).count() == 1
    assert _permissions(group) == editors_permissions()


def test_every_model_on_the_desk_is_for_editors_or_for_superusers():
    on_the_desk = {model._meta.label_lower for model in admin.site._registry}

    assert on_the_desk - FOR_SUPERUSERS <= {
        f"{app}.{model}"
        for role in (EDITED, ANSWERED, VIEWED)
        for app, models in role.items()
        for model in models
    }


def test_migrating_makes_the_role():
    Group.objects.all().delete()

    call_command("migrate", verbosity=0)

    assert _permissions(Group.objects.get(name=EDITORS)) == editors_permissions()
