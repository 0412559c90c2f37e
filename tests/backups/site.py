"""For `site.call`: what is done on the site that is backed up, and what is found on the one that is restored."""

import datetime
import io
import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client, override_settings
from django.utils import timezone

from tests.factories import make_article, make_editor, make_image, publish_now
from tests.polls.making import Reader, make_poll
from thinktank.backups import due
from thinktank.backups.database import copy_database, empty_database
from thinktank.backups.fault import BackupFault
from thinktank.library.models import Image
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.models import Edition

HOUR = datetime.timedelta(hours=1)
TITLE = "Bees and their secret"


def command(name, arguments, changed):
    """[exit code, everything it said]"""
    said = io.StringIO()
    paths = {
        key: Path(value) if key.endswith(("_DIR", "_TARGET")) else value for key, value in changed.items()
    }
    try:
        with override_settings(**paths):
            call_command(name, *arguments, stdout=said, stderr=said)
    except CommandError as error:
        return [error.returncode, f"{said.getvalue()}{error}"]
    return [0, said.getvalue()]


def fill():
    """Uids of two live editions: one to be erased after the backup, one that stays."""
    editor = make_editor("vera")
    Client().force_login(editor)
    poll = make_poll()
    settings.ALLOWED_HOSTS, settings.SITE_ORIGIN = ["*"], "http://testserver"
    for number in (1, 1, 2):
        assert Reader().vote(poll, number).status_code == 201
    doomed, kept = make_article(title_en=TITLE), make_article(cover=make_image())
    return [str(publish_now(each, "en", by=editor)[0].uid) for each in (doomed, kept)]


def erase_edition(uid):
    erase(Edition.objects.get(uid=uid), "A court said so.", by=None)


def let_the_worker_look(store):
    """[processes after each look of the worker: now, in an hour, in two; how the only one ended]"""
    os.environ["BACKUP_TARGET"], settings.BACKUP_TARGET = store, Path(store)
    now, seen = timezone.now(), []
    for at in (now, now + HOUR, now + 2 * HOUR):
        due.begin_backup_when_due(at)
        seen.append(due._running)
    return [[process is not None for process in seen], seen[1] is seen[2], seen[1].wait()]


def restore_tests_at_once():
    """What two restore tests at once do, in the order of time."""
    seen = []

    def test_one():
        with empty_database(Path("not-for-sqlite")):
            seen.append("begun")
            time.sleep(2.5)  # longer than lock_timeout
            seen.append("ended")
        connections.close_all()

    threads = [threading.Thread(target=test_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def copy_over_tls():
    """What pg_dump says of a server without TLS, when the site insists on it."""
    connection.ensure_connection()
    connection.settings_dict["OPTIONS"]["sslmode"] = "require"
    try:
        copy_database(Path("copy"))
    except BackupFault as fault:
        return str(fault)


def found(doomed, kept):
    """What matters of a restored site."""
    picture, erased, whole = (
        Image.objects.get(),
        Edition.objects.get(uid=doomed),
        Edition.objects.get(uid=kept),
    )
    settings.ALLOWED_HOSTS = ["*"]
    return {
        "is_erased": erased.erased_at is not None and erased.title == "",
        "status": Client().get(whole.get_absolute_url()).status_code,
        "has_picture": picture.original.storage.exists(picture.original.name),
        "sessions": Session.objects.count(),
    }
