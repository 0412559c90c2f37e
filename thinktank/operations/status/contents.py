"""Lines about the database and what is in it."""

import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from thinktank.database import replica as database_replica
from thinktank.database.sqlite3 import driver
from thinktank.operations.health.clock import database_clock_ahead, replica_lag
from thinktank.operations.health.readiness import missing_migrations
from thinktank.operations.status.line import Line
from thinktank.publishing.editions.broken_links import LinkCheck
from thinktank.publishing.editions.triggers import missing_triggers
from thinktank.publishing.models import UnmadeFile
from thinktank.search.indexing import lacks_documents

LATELY = datetime.timedelta(days=7)
LONGEST_LAG = datetime.timedelta(seconds=30)


def database() -> Line:
    name = _("Database")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return Line(name, f"PostgreSQL {cursor.fetchone()[0].split()[0]}")
    can_lose = driver.can_lose_writes(driver.Database.sqlite_version_info)
    advice = _("This version can lose what was saved. Install the package pysqlite3, or use PostgreSQL.")
    return Line(name, f"SQLite {driver.Database.sqlite_version}", not can_lose, advice)


def migrations() -> Line:
    missing = missing_migrations()
    found = _("Missing: %(names)s.") % {"names": ", ".join(missing)} if missing else _("All are applied.")
    return Line(_("Migrations"), found, not missing, _("Run manage.py migrate."))


def triggers() -> Line:
    missing = missing_triggers(connection)
    found = _("Missing: %(names)s.") % {"names": ", ".join(missing)} if missing else _("All are there.")
    return Line(_("Triggers that protect texts and votes"), found, not missing, _("Run manage.py migrate."))


def clock() -> Line:
    ahead = database_clock_ahead().total_seconds()
    found = _("%(seconds)s s between our clock and that of the database.") % {
        "seconds": number_format(abs(ahead), 1)
    }
    advice = _("Let both machines set their clocks by the network. Voting waits until then.")
    return Line(_("Clock"), found, abs(ahead) <= settings.CLOCK_SKEW_LIMIT, advice)


def replica() -> Line | None:
    """None where there is no replica."""
    advice = _("See the log of the replica.")
    try:
        lag = database_replica.lag() if database_replica.has_replica() else replica_lag()
    except DatabaseError:
        found = _("It does not answer. Pages are read from the primary.")
        return Line(_("Replica"), found, False, advice)
    if lag is None:
        return None
    found = _("%(seconds)d s behind.") % {"seconds": lag.total_seconds()}
    return Line(_("Replica"), found, lag <= LONGEST_LAG, advice)


def failed_tasks() -> Line:
    n = DBTaskResult.objects.failed().filter(finished_at__gte=timezone.now() - LATELY).count()
    found = ngettext("%(n)d failed for good within a week.", "%(n)d failed for good within a week.", n) % {
        "n": n
    }
    advice = _("The log says why, under the number of the task.")
    return Line(_("Tasks that failed"), found if n else _("None within a week."), not n, advice)


def unmade_files() -> Line:
    n = UnmadeFile.objects.count()
    found = ngettext("%(n)d file could not be made.", "%(n)d files could not be made.", n) % {"n": n}
    return Line(
        _("Files of texts"),
        found if n else _("All could be made."),
        not n,
        _("The list says why, and makes them again."),
        reverse("admin:publishing_unmadefile_changelist"),
    )


def search() -> Line:
    lacks = lacks_documents()
    found = _("Live texts are missing.") if lacks else _("All live texts are found.")
    return Line(_("Readers’ search"), found, not lacks, _("Run manage.py rebuild_search."))


def broken_links() -> Line:
    """In the newest hundred live texts: the page of broken links looks through all of them."""
    batch = LinkCheck(timezone.now()).batch(None)
    n = len(batch.broken)
    found = ngettext("%(n)d is broken in the newest texts.", "%(n)d are broken in the newest texts.", n) % {
        "n": n
    }
    return Line(
        _("Links inside the site"),
        found if n else _("None is broken in the newest texts."),
        not n,
        _("Mend them in the texts and publish these again."),
        reverse("admin:publishing_broken_links"),
    )
