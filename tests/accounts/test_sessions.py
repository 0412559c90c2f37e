import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.test import Client

from thinktank.accounts.roles import EDITORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    return editor


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    return client


def set_rights(editor, **rights):
    for name, value in rights.items():
        setattr(editor, name, value)
    editor.save()


def off_and_on(editor):
    set_rights(editor, is_active=False)
    set_rights(editor, is_active=True)


def out_and_in(editor):
    group = Group.objects.get(name=EDITORS)
    editor.groups.clear()
    editor.groups.add(group)


def out_and_in_from_the_other_side(editor):
    group = Group.objects.get(name=EDITORS)
    group.user_set.clear()
    group.user_set.set([editor])


CHANGES = [
    off_and_on,
    out_and_in,
    out_and_in_from_the_other_side,
    lambda editor: editor.groups.add(Group.objects.create(name="More")),
    lambda editor: editor.user_permissions.add(Permission.objects.first()),
    lambda editor: set_rights(editor, is_superuser=True),
    lambda editor: (set_rights(editor, is_staff=False), set_rights(editor, is_staff=True)),
    lambda editor: (editor.set_password("another long one"), editor.save()),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_ends_for_good_with_the_role_it_was_opened_with(editor, desk, change):
    change(editor)

    assert desk.get("/admin/").status_code == 302


def test_a_session_that_came_while_the_account_was_off_does_not_revive(editor, desk):
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert desk.get("/admin/").status_code == 302

    User.objects.filter(pk=editor.pk).update(is_active=True)

    assert desk.get("/admin/").status_code == 302


def test_others_and_other_changes_end_no_session(editor, desk):
    other = User.objects.create_user("other", is_staff=True)
    off_and_on(other)
    out_and_in(other)
    set_rights(editor, first_name="Anna")

    assert desk.get("/admin/").status_code == 200
    assert Session.objects.count() == 1
