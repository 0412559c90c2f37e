"""People hear by mail when their account is used from a browser it does not know, or the second step fails there."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.factories import PASSWORD, make_editor
from tests.session import recovery_codes_of, second_step
from thinktank.accounts.sign_in import COOKIE
from thinktank.operations.work import Worker

pytestmark = pytest.mark.django_db
STEP = "/admin/second-step/"


@pytest.fixture
def vera(settings):
    settings.HAS_MAIL_SERVER = True
    vera = make_editor("vera")
    vera.email = "vera@example.org"
    vera.save()
    recovery_codes_of("vera")
    return vera


def give_password(client=None):
    client = client or Client()
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    return client


def mails():
    """(subject, to, text) of what has been sent since the last call."""
    Worker().run_all()
    sent = [(message.subject, message.to, message.body) for message in mail.outbox]
    mail.outbox.clear()
    return sent


@time_machine.travel("2026-03-01 12:00:10Z", tick=False)
def test_a_sign_in_from_a_new_browser_is_told_once_in_every_language(vera):
    client = give_password()
    second_step(client, "vera")
    [(subject, to, text)] = mails()
    assert (
        subject == "Your account was used from a new browser / В вашу учётную запись вошли из нового браузера"
    )
    assert to == ["vera@example.org"]
    assert re.findall("testserver as vera,|под именем vera ", text) == [
        "testserver as vera,",
        "под именем vera ",
    ]
    assert ("1 March 2026, 15:00 (MSK)" in text, text.count("http://testserver/admin/security/")) == (True, 2)

    client.post("/admin/logout/")
    second_step(give_password(client), "vera")
    assert client.get("/admin/").status_code == 200
    assert mails() == []


def test_a_second_step_that_fails_is_told_once_in_an_hour(vera):
    for at, times, told in (("12:00", 2, 1), ("12:59", 1, 0), ("13:01", 1, 1)):
        with time_machine.travel(f"2026-03-01 {at}:10Z", tick=False):
            for _n in range(times):
                give_password().post(STEP, {"code": "000000"})
            sent = mails()
        assert [subject for subject, *_rest in sent] == [
            "A second step failed after your password / Введён ваш пароль, но второй шаг не пройден"
        ] * told
    assert "/admin/password_change/" in sent[0][2]


def test_a_mistake_in_the_own_browser_and_a_wrong_password_are_not_told(vera):
    own = give_password()
    second_step(own, "vera")
    mails()
    own.post("/admin/logout/")
    give_password(own).post(STEP, {"code": "000000"})
    second_step(own, "vera")
    del own.cookies[COOKIE]
    own.post(STEP, {"code": "000000"})  # a new proof
    Client().post("/admin/login/", {"username": "vera", "password": "wrong"})
    assert mails() == []


@pytest.mark.parametrize("missing", ["server", "address"])
def test_without_a_mail_server_or_an_address_nothing_is_queued(vera, settings, missing):
    settings.HAS_MAIL_SERVER = missing != "server"
    if missing == "address":
        vera.email = ""
        vera.save()
    client = give_password()
    client.post(STEP, {"code": "000000"})
    assert second_step(client, "vera").status_code == 302
    assert mails() == []
