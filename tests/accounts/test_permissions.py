import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from thinktank.accounts.permissions import can
from thinktank.accounts.roles import EDITORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    editor = User.objects.create_user("editor", password="a long enough one", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    return editor


@pytest.fixture
def administrator():
    return User.objects.create_superuser("administrator")


@pytest.mark.parametrize(
    ("action", "allowed"),
    [("preview", True), ("publish", True), ("erase", False), ("dance", False), ("", False)],
)
def test_editors_may_publish_and_preview_but_not_erase(editor, action, allowed):
    assert can(editor, action) is allowed


def test_an_administrator_may_erase_but_not_what_no_rule_knows(administrator):
    assert can(administrator, "erase")
    assert not can(administrator, "dance")


@pytest.mark.parametrize("action", ["preview", "publish", "erase"])
def test_accounts_that_are_not_active_staff_may_do_nothing(editor, administrator, action):
    reader = User.objects.create_user("reader")
    for user in (editor, administrator):
        user.is_active = False
    assert not any(can(user, action) for user in [AnonymousUser(), None, reader, editor, administrator])


def test_an_account_without_the_desk_may_not_use_its_group(editor):
    editor.is_staff = False

    assert not can(editor, "publish")
