import re
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.test import Client

from tests.desk.desk import signed_in
from tests.desk.posting import form_values
from tests.factories import make_superuser
from thinktank.accounts.roles import EDITORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    editor = User.objects.create_user("editor", password="a long enough one", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    return editor


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def _accounts():
    rows = [list(model.objects.order_by("pk").values()) for model in (User, Group)]
    through = [
        list(field.through.objects.order_by("pk").values())
        for field in (User.groups, User.user_permissions, Group.permissions)
    ]
    return [
        row | {"last_login": None} if "last_login" in row else row for part in rows + through for row in part
    ]


FORGED = {
    "username": "editor",
    "is_superuser": "1",
    "is_staff": "1",
    "is_active": "1",
    "groups": "1",
    "user_permissions": "1",
    "name": "Editors",
    "permissions": "1",
    "password1": "x-long-enough-x",
    "password2": "x-long-enough-x",
    "usable_password": "true",
    "_save": "1",
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "url",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/user/{pk}/change/",
        "/admin/auth/user/{pk}/password/",
        "/admin/auth/user/{pk}/delete/",
        "/admin/auth/user/{pk}/history/",
        "/admin/auth/group/",
        "/admin/auth/group/add/",
        "/admin/auth/group/{group}/change/",
        "/admin/auth/group/{group}/delete/",
    ],
)
def test_an_editor_cannot_touch_accounts_whatever_is_posted(desk, editor, method, url):
    before = _accounts()
    group = Group.objects.get(name=EDITORS)

    response = getattr(desk, method)(
        url.format(pk=editor.pk, group=group.pk), FORGED if method == "post" else {}
    )

    assert response.status_code == 403
    assert _accounts() == before


def test_an_editor_with_permissions_on_accounts_still_cannot_open_them(desk, editor):
    editor.user_permissions.add(*Permission.objects.filter(content_type__app_label="auth"))
    desk.force_login(editor)
    before = _accounts()

    assert desk.post(f"/admin/auth/user/{editor.pk}/change/", FORGED).status_code == 403
    assert desk.post("/admin/auth/user/add/", FORGED).status_code == 403
    assert _accounts() == before


def test_a_forged_field_in_a_form_of_ones_own_changes_no_right(desk):
    before = _accounts()

    desk.post("/admin/taxonomy/topic/add/", FORGED)
    desk.post("/admin/password_change/", FORGED)

    assert _accounts() == before


def test_an_administrator_can_change_accounts(editor):
    administrator = Client()
    administrator.force_login(User.objects.create_superuser("administrator"))

    assert administrator.get(f"/admin/auth/user/{editor.pk}/change/").status_code == 200
    assert administrator.get("/admin/auth/group/").status_code == 200


@pytest.mark.parametrize(("model", "name"), [(User, "first_name"), (User, "last_name"), (Group, "name")])
def test_names_of_accounts_and_roles_are_kept_as_plain_text(model, name):
    field = site._registry[model].formfield_for_dbfield(model._meta.get_field(name), request=None)
    assert field.clean("A\x02\u202eb") == "Ab"
    with pytest.raises(ValidationError) if field.required else nullcontext():
        assert field.clean("\u3164") == ""


def test_an_account_that_is_switched_off_is_out_at_once(desk, editor):
    assert desk.get("/admin/").status_code == 200

    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert desk.get("/admin/").status_code == 302


def test_another_password_ends_the_sessions(desk, editor):
    editor.set_password("another long one")
    editor.save()

    assert desk.get("/admin/").status_code == 302


def test_the_index_shows_an_editor_no_accounts(desk):
    page = desk.get("/admin/").text

    assert "/admin/library/image/" in page
    assert "/admin/auth/" not in page


@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"])
def test_roles_are_named_in_the_language_of_the_desk(admin_client, editor, address):
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"

    page = admin_client.get(address).text

    assert "Редакторы" in page
    assert not re.search(r">\s*Editors\s*<", page)


@pytest.mark.parametrize("field", ["is_active", "is_staff", "is_superuser", "delete", "delete in the list"])
def test_the_last_administrator_who_can_sign_in_stays_one(field):
    root, nobody = make_superuser("root"), make_superuser("nobody")
    nobody.set_unusable_password()
    nobody.save()
    desk, page = signed_in(root), f"/admin/auth/user/{root.pk}/"

    def try_it():
        if field == "delete":
            return desk.post(f"{page}delete/", {"post": "yes"}, follow=True)
        if field == "delete in the list":
            sent = {"action": "delete_selected", "_selected_action": [root.pk, nobody.pk], "post": "yes"}
            return desk.post("/admin/auth/user/", sent, follow=True)
        values = form_values(desk.get(f"{page}change/"))
        values.pop(field)
        return desk.post(f"{page}change/", values, follow=True)

    administrators = User.objects.filter(pk=root.pk, is_active=True, is_staff=True, is_superuser=True)
    assert "No other administrator would be left" in try_it().content.decode()
    assert administrators.exists()
    make_superuser("second")
    try_it()
    assert not administrators.exists()
