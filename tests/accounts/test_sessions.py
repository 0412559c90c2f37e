import datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import PASSWORD, make_editor
from tests.session import second_step
from thinktank.accounts.roles import EDITORS
from thinktank.accounts.sessions import BEGUN

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


def sign_in(client):
    """The keys of its session: before signing in, after the password, and after the second step."""
    keys = [client.cookies.get(settings.SESSION_COOKIE_NAME)]
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    second_step(client, "vera")
    return [*keys, client.cookies[settings.SESSION_COOKIE_NAME].value]


def test_each_step_of_signing_in_gets_a_new_key_and_signing_out_ends_it():
    make_editor("vera")
    client, other = Client(), Client()
    before, after_password, key = sign_in(client)
    assert len({before, after_password, key}) == 3
    for old, status in ((after_password, 302), (key, 200)):
        other.cookies[settings.SESSION_COOKIE_NAME] = old
        assert other.get("/admin/").status_code == status
    client.post("/admin/logout/")
    assert other.get("/admin/").status_code == 302


def test_a_session_ends_two_weeks_after_it_began_whatever_is_done_in_it():
    make_editor("vera")
    client, now = Client(), timezone.now()
    sign_in(client)
    begun = client.session
    begun[BEGUN][0] -= 13 * 86_400
    begun.save()
    for hours, status in ((0, 200), (7, 200), (14, 200), (21, 200), (23.9, 200), (24.1, 302)):
        with time_machine.travel(now + datetime.timedelta(hours=hours)):
            if hours == 14:
                second_step(client, "vera")  # writes to the session
            assert client.get("/admin/security/").status_code == status, hours


@pytest.mark.parametrize(("limit", "status"), [(8, 302), (0, 200)])
def test_a_session_ends_that_nobody_has_used_for_hours(settings, limit, status):
    settings.SESSION_IDLE_HOURS = limit
    make_editor("vera")
    client, now = Client(), timezone.now()
    sign_in(client)
    for hours, expected in ((7.9, 200), (15.7, 200), (23.8, status)):
        with time_machine.travel(now + datetime.timedelta(hours=hours)):
            assert client.get("/admin/security/").status_code == expected, hours


def test_reading_writes_the_session_once_in_five_minutes():
    make_editor("vera")
    client, now = Client(), timezone.now()
    sign_in(client)

    def writes(minutes):
        with (
            time_machine.travel(now + datetime.timedelta(minutes=minutes)),
            CaptureQueriesContext(connection) as asked,
        ):
            assert client.get("/admin/security/").status_code == 200
        return [each["sql"] for each in asked if "UPDATE" in each["sql"]]

    assert [len(writes(minutes)) for minutes in (1, 4, 6, 7, 10, 12)] == [0, 0, 1, 0, 0, 1]
