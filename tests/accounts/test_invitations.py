"""A new account: its owner alone sets the password and the second factor, by a link that works once and for three days."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from tests.desk.desk import signed_in
from tests.desk.posting import text_of
from tests.factories import PASSWORD, make_editor, make_superuser
from thinktank import environment
from thinktank.accounts.invitations import send_invitation
from thinktank.audit.models import AuditEntry
from thinktank.operations.work import Worker, claim
from thinktank.search.indexing import index_texts_about

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://testserver(/admin/invitation/\S+/)")
TWICE = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def admin(db):
    return signed_in(make_superuser("root"))


def make_account(admin, **more):
    sent = {
        "username": "nina",
        "email": "nina@example.org",
        "groups": Group.objects.get(name="Editors").pk,
        "_save": "1",
    }
    return admin.post("/admin/auth/user/add/", sent | more, follow=True)


@pytest.fixture
def link(admin, settings):
    """The path of the link that the administrator hands over."""
    settings.HAS_MAIL_SERVER = False
    return LINK.search(text_of(make_account(admin)))[1]


def test_the_owner_sets_the_password_and_then_the_second_factor(link):
    nina = User.objects.get(username="nina")
    assert (nina.is_staff, nina.has_usable_password(), nina.groups.count()) == (True, False, 1)
    browser = Client()
    assert "nina" in text_of(browser.get(link))
    assert browser.post(link, TWICE).headers["Location"] == "/admin/second-step/"
    assert browser.get("/admin/second-step/").headers["Location"] == "/admin/security/app/"
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "more", [{"username": "NINA", "email": "n2@example.org"}, {"username": "n2", "email": "Nina@example.org"}]
)
def test_two_accounts_do_not_differ_in_capitals_alone(admin, link, more):
    assert "already" in text_of(make_account(admin, **more))
    assert User.objects.count() == 2


def test_the_link_is_shown_once_and_only_where_no_mail_is_sent(admin, link):
    assert not LINK.search(text_of(admin.get("/admin/auth/user/")))


def test_a_link_works_once(link):
    Client().post(link, TWICE)
    again = Client().post(link, {"new_password1": "another long one!", "new_password2": "another long one!"})
    assert again.status_code == 410
    assert User.objects.get(username="nina").check_password(PASSWORD)


@pytest.mark.parametrize(("days", "status"), [(2, 200), (4, 410)])
def test_a_link_works_for_three_days(link, days, status):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert Client().get(link).status_code == status


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_an_account_that_is_switched_off_is_not_invited_any_more(link, field):
    User.objects.filter(username="nina").update(**{field: False})
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    "damaged",
    ["x/y", "MQ/x-y", "////", "%00/x", "9999999999999999999999/x-y", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/x"],
)
def test_any_link_is_answered(damaged, db):
    assert Client().get(f"/admin/invitation/{damaged}/").status_code in {302, 400, 404, 410}


def test_a_guessable_password_is_refused(link):
    response = Client().post(link, {"new_password1": "nina-nina-nina", "new_password2": "nina-nina-nina"})
    assert response.status_code == 200
    assert not User.objects.get(username="nina").has_usable_password()


def test_the_worker_sends_the_link_in_every_language_before_it_makes_files(admin, settings):
    settings.HAS_MAIL_SERVER = True
    index_texts_about.enqueue("00000000-0000-0000-0000-000000000000")
    page = make_account(admin)
    assert "nina@example.org" in text_of(page)
    assert not LINK.search(text_of(page))
    assert mail.outbox == []

    assert claim("worker").task_path == send_invitation.module_path
    DBTaskResult.objects.update(status="READY", worker_ids=[])
    Worker().run_all()
    [message] = mail.outbox
    assert message.to == ["nina@example.org"]
    assert "Set your password here" in message.body and "Задайте пароль по этой ссылке" in message.body
    assert Client().get(LINK.search(message.body)[1]).status_code == 200


def test_a_mail_server_that_is_away_loses_nothing(admin, settings):
    settings.HAS_MAIL_SERVER = True
    make_account(admin)
    there, settings.MAILERS = settings.MAILERS, {"default": {"BACKEND": "no.such.Backend"}}
    nina = f"/admin/auth/user/{User.objects.get(username='nina').pk}/change/"
    assert not LINK.search(text_of(admin.get(nina)))
    Worker().run_all()
    shown = text_of(admin.get(nina))
    assert "has not been sent yet" in shown
    assert Client().get(LINK.search(shown)[1]).status_code == 200
    assert "1 task has failed and waits for another try" in text_of(admin.get("/admin/status/"))
    settings.MAILERS = there
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        Worker().run_all()
    assert len(mail.outbox) == 1
    assert not LINK.search(text_of(admin.get(nina)))


def password_link(admin, *names):
    """The path of the link that an administrator gets in the list of accounts; None when none is shown."""
    chosen = list(User.objects.filter(username__in=names).values_list("pk", flat=True))
    sent = {"action": "make_password_link", "_selected_action": chosen}
    found = LINK.search(text_of(admin.post("/admin/auth/user/", sent, follow=True)))
    return found and found[1]


def test_a_forgotten_password_is_set_anew_by_a_link_that_ends_every_session(admin):
    nina = make_editor("nina")
    here = signed_in(nina)
    link = password_link(admin, "nina")
    assert AuditEntry.objects.first().act == "password_link_made"
    assert here.get("/admin/").status_code == 200
    new = {"new_password1": "violet tractor seldom hums", "new_password2": "violet tractor seldom hums"}
    assert Client().post(link, new).headers["Location"] == "/admin/second-step/"
    nina.refresh_from_db()
    assert (nina.check_password(new["new_password1"]), here.get("/admin/").status_code) == (True, 302)
    assert Client().get(link).status_code == 410
    assert "Ask an administrator" in text_of(Client().get("/admin/login/"))


def test_a_link_for_a_password_asks_for_a_fresh_proof_and_is_for_those_who_may_sign_in(admin):
    make_editor("nina", is_active=False)
    assert password_link(admin, "nina") is None
    User.objects.filter(username="nina").update(is_active=True)
    sent = {"action": "make_password_link", "_selected_action": User.objects.get(username="nina").pk}
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert admin.post("/admin/auth/user/", sent).headers["Location"].startswith("/admin/second-step/")
    assert not AuditEntry.objects.filter(act="password_link_made").exists()


def test_nobody_who_has_a_password_is_invited_again(admin, settings, link):
    Client().post(link, TWICE)
    nina = User.objects.get(username="nina")
    send_invitation.call(nina.pk)
    page = admin.post(
        "/admin/auth/user/", {"action": "invite_again", "_selected_action": [nina.pk]}, follow=True
    )
    assert "have a password already" in text_of(page)
    assert mail.outbox == []


def test_an_account_without_an_address_is_not_made(admin):
    assert make_account(admin, email="").status_code == 422
    assert not User.objects.filter(username="nina").exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://u%40x:p%3A@mail.example.org", ("mail.example.org", 587, "u@x", "p:", False, True)),
        ("smtps://u:p@mail.example.org:466", ("mail.example.org", 466, "u", "p", True, False)),
        ("smtp://localhost:25", ("localhost", 25, "", "", False, False)),
    ],
)
def test_the_mail_server_is_read_from_the_environment(monkeypatch, url, options):
    monkeypatch.setenv("EMAIL_URL", url)
    names = ("host", "port", "username", "password", "use_ssl", "use_tls")
    assert tuple(environment.mailer("EMAIL_URL")["OPTIONS"][name] for name in names) == options


@pytest.mark.once
@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x:port", "x"])
def test_a_mail_server_that_cannot_be_read_stops_the_start(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.mailer("EMAIL_URL")


@pytest.mark.once
def test_without_a_mail_server_there_is_none(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.mailer("EMAIL_URL") is None


def test_letters_on_a_console_are_printed_as_they_are_read(monkeypatch, capsys):
    monkeypatch.setenv("EMAIL_URL", "console:")
    link = f"https://example.org/admin/invitation/{'x' * 120}/"
    letter = EmailMessage(
        "Приглашение", f"Здравствуйте!\n\n{link}\n", "site@example.org", ["vera@example.org"]
    )
    import_string(environment.mailer("EMAIL_URL")["BACKEND"])().send_messages([letter])
    printed = capsys.readouterr().out
    assert (link in printed, "Subject: Приглашение" in printed, "Здравствуйте!" in printed) == (True,) * 3
