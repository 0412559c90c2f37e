"""The status page: for superusers, in both languages, what needs attention first."""

import socket
import ssl
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html

from tests.desk.desk import signed_in
from tests.factories import make_article, make_superuser, publish_now
from thinktank.backups.state import BACKUP, TEST, Result, note
from thinktank.operations.status import machine
from thinktank.operations.status.page import LOOKS
from thinktank.operations.work import WorkerLock
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.search.models import SearchDocument

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/status/"


@pytest.fixture
def root():
    return signed_in(make_superuser("root"))


def for_attention(client, language="en"):
    """{name of a line: what was found and what to do} of the lines that need attention."""
    client.cookies["django_language"] = language
    lines = html.fromstring(client.get(ADDRESS).text).find_class("status__line")
    return {
        line.findtext("h2"): " ".join(line.find("div").text_content().split())
        for line in lines
        if "is-for-attention" in line.get("class")
    }


def no_triggers(settings):
    drop_triggers(connection)


def no_room(settings):
    settings.FREE_SPACE_FLOOR = 10**18


def nothing_found(settings):
    publish_now(make_article(), "en")
    SearchDocument.objects.all().delete()


def old_tasks(settings):
    publish_now(make_article(), "en")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=7))


def a_link_to_nowhere(settings):
    publish_now(make_article(body_en='<p><a href="/en/nowhere/at-all/">here</a></p>'), "en")


def other_clock(settings):
    settings.CLOCK_SKEW_LIMIT = -1


@pytest.mark.parametrize(
    ("breaking", "name", "words"),
    [
        (no_triggers, "Triggers that protect texts and votes", "manage.py migrate"),
        (no_room, "Disk", "Make room"),
        (nothing_found, "Readers’ search", "rebuild_search"),
        (old_tasks, "Queue", "the oldest for 7 minutes"),
        (a_link_to_nowhere, "Links inside the site", "1 is broken"),
        (other_clock, "Clock", "Voting waits"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(root, settings, breaking, name, words):
    assert name not in for_attention(root)
    breaking(settings)
    assert words in for_attention(root)[name]


def test_a_worker_is_seen_while_it_lives(root):
    assert "Worker" in for_attention(root)
    with WorkerLock("here-1"):
        assert "Worker" not in for_attention(root)


def test_a_backup_is_well_as_long_as_it_is_good_and_young(root, settings, tmp_path):
    settings.VAR_DIR = settings.BACKUP_TARGET = tmp_path

    def found(hours, is_good):
        for what in (BACKUP, TEST):
            note(what, Result(timezone.now() - timedelta(hours=hours), is_good, ""), tmp_path)
        return {"Last backup", "Last restore test"} & for_attention(root).keys()

    both = {"Last backup", "Last restore test"}
    assert [found(1, True), found(40, True), found(1, False)] == [set(), both, both]
    (tmp_path / "backups.json").write_text("[]")
    assert both <= for_attention(root).keys()


def test_a_bad_place_for_backups_needs_attention(root, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / "var/backups").mkdir(parents=True)

    def found(target):
        settings.BACKUP_TARGET = target
        return for_attention(root).get("Folder of backups", "")

    assert "There is no folder" in found(tmp_path / "unmounted")
    assert "Within VAR_DIR" in found(tmp_path / "var/backups")
    assert "On the same disk" in found(tmp_path)
    assert found(None) == found(Path("/proc")) == ""


def test_a_line_that_cannot_be_looked_at_keeps_no_other_from_being_shown(root, monkeypatch):
    def wrong_place():
        raise ValueError("a secret reason")

    monkeypatch.setattr("thinktank.operations.status.page.LOOKS", [wrong_place, *LOOKS])
    found = for_attention(root)
    assert "Cannot be looked at" in found["Wrong place"]
    assert "secret" not in str(found)
    assert "Worker" in found


def test_it_is_for_superusers_and_in_their_menu_alone(root, desk):
    for client, status in ((root, 200), (desk, 403)):
        assert client.get(ADDRESS).status_code == status
        assert (f'href="{ADDRESS}"' in client.get("/admin/").text) is (status == 200)


def test_it_asks_the_same_queries_however_much_there_is(root):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            root.get(ADDRESS)
        return len(asked)

    publish_now(make_article(), "en")
    queries()
    few = queries()
    for _ in range(4):
        publish_now(make_article(), "en", "ru")
    assert queries() <= few <= 70


@pytest.mark.parametrize(("days", "is_well"), [(90, True), (5, False)])
def test_the_days_of_a_certificate_are_counted(tmp_path, days, is_well):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days {days} "
        f"-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with _serving(server_side) as port:
        line = machine.certificate_of("localhost", port, trusting)
        refused = machine.certificate_of("localhost", port, ssl.create_default_context())
    assert (line.is_well, str(days - 1) in line.found) == (is_well, True)
    assert (refused.is_well, refused.found) == (False, "Browsers refuse it.")
    assert not machine.certificate_of("localhost", port, trusting).is_well  # nobody answers any more


class _serving:
    """A place that shakes hands over TLS, one connection after the other."""

    def __init__(self, context):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.context, self.thread = context, threading.Thread(target=self._answer)

    def __enter__(self):
        self.thread.start()
        return self.socket.getsockname()[1]

    def __exit__(self, *error):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()

    def _answer(self):
        while True:
            try:
                plain, _address = self.socket.accept()
            except OSError:
                return
            try:
                self.context.wrap_socket(plain, server_side=True).close()
            except OSError:
                plain.close()
