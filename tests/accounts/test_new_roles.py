"""The roles beside editors are made by the code, named in words, and leave existing accounts as they are."""

import pytest
from django.contrib.auth.models import Group, User
from django.utils import translation

from thinktank.accounts.permissions import can, languages_of
from thinktank.accounts.roles import (
    AUTHORS,
    EDITORS,
    PUBLISHERS,
    STATISTICS,
    TRANSLATORS,
    editors_permissions,
    ensure_roles,
    name_of,
    permissions_by_role,
)

pytestmark = pytest.mark.django_db


def names_of(group):
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{codename}" for app, codename in rows)


def test_every_role_has_exactly_its_permissions_after_migrate():
    for role, names in permissions_by_role().items():
        assert names_of(Group.objects.get(name=role)) == names, role


def test_only_editors_and_publishers_publish():
    by_role = permissions_by_role()
    publishing = [role for role, names in by_role.items() if "publishing.publish_publication" in names]
    assert sorted(publishing) == sorted([EDITORS, PUBLISHERS])
    assert not [name for role, names in by_role.items() for name in names if "erase" in name]


def test_a_group_that_an_administrator_made_keeps_its_rights_whatever_its_name():
    own = Group.objects.create(name="Authors")
    ensure_roles()
    assert names_of(own) == []
    assert names_of(Group.objects.get(name=EDITORS)) == editors_permissions()


def test_what_editors_may_do_does_not_change_with_the_new_roles():
    editor = User.objects.create_user("vera", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    assert can(editor, "preview")
    assert can(editor, "publish")
    assert not can(editor, "erase")
    assert languages_of(editor) == []


@pytest.mark.parametrize(
    ("role", "english", "russian"),
    [
        (EDITORS, "Editors", "Редакторы"),
        (AUTHORS, "Authors", "Авторы"),
        (PUBLISHERS, "Publishers", "Выпускающие редакторы"),
        (STATISTICS, "Readers of statistics", "Доступ к статистике"),
        (f"{TRANSLATORS}ru", "Translators: Russian", "Переводчики: русский"),
        (f"{TRANSLATORS}xx", "thinktank.translators.xx", "thinktank.translators.xx"),
    ],
)
def test_roles_are_named_in_the_reader_s_language(role, english, russian):
    for code, name in (("en", english), ("ru", russian)):
        with translation.override(code):
            assert name_of(Group(name=role)) == name
