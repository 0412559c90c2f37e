"""The head of the log leaves the machine once a day by mail, and a mail server that is away is tried again and told of."""

import datetime
import re

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone, translation

from tests.desk.desk import signed_in
from tests.factories import make_superuser
from thinktank import environment
from thinktank.audit.chain import last_link, record
from thinktank.audit.house import keep_audit_log

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.AUDIT_HEAD_FILE = tmp_path / "heads.jsonl"
    settings.AUDIT_MAIL_TO = ["board@example.org"]
    record("added", words="canary")


def test_it_is_mailed_once_a_day_and_what_was_mailed_verifies_the_log():
    for at in (NOON, NOON + MINUTE, NOON + DAY):
        keep_audit_log(at)
    assert [message.to for message in mail.outbox] == [["board@example.org"]] * 2
    [head] = re.findall(r'verify_audit --head "(.+)"', mail.outbox[0].body)
    assert head == "{} {}".format(*last_link())
    call_command("verify_audit", "--head", head)
    assert "canary" not in mail.outbox[0].body


@pytest.mark.parametrize(("language", "words"), [("en", "Keep this message"), ("ru", "Храните это письмо")])
def test_it_is_in_the_language_of_the_site(language, words):
    with translation.override(language):
        keep_audit_log(NOON)
    assert words in mail.outbox[0].body


def test_nothing_is_mailed_where_nobody_is_named(settings):
    settings.AUDIT_MAIL_TO = []
    keep_audit_log(NOON)
    assert mail.outbox == []
    assert "Audit log by mail" not in signed_in(make_superuser("root")).get("/admin/status/").text


def test_a_mail_server_that_is_away_is_tried_again_and_told_of(settings, caplog):
    status, now = signed_in(make_superuser("root")), timezone.now()
    there, settings.MAILERS = settings.MAILERS, {"default": {"BACKEND": "no.such.Backend"}}
    for at in (now, now + MINUTE):
        keep_audit_log(at)
    assert caplog.text.count("cannot be mailed") == 1
    assert "board@" not in caplog.text
    assert "It could not be sent" in status.get("/admin/status/").text
    settings.MAILERS = there
    keep_audit_log(now + 5 * MINUTE)
    assert len(mail.outbox) == 1
    page = status.get("/admin/status/").text
    assert ("Audit log by mail" in page, "It could not be sent" in page) == (True, False)


@pytest.mark.once
@pytest.mark.parametrize(
    ("to", "has_mail_server"), [("board@example.org", False), ("board", True), ("a@b c@d", True)]
)
def test_an_address_that_nothing_can_be_sent_to_stops_the_start(monkeypatch, to, has_mail_server):
    monkeypatch.setenv("AUDIT_MAIL_TO", to)
    with pytest.raises(ImproperlyConfigured, match="AUDIT_MAIL_TO"):
        environment.mail_addresses("AUDIT_MAIL_TO", has_mail_server)
