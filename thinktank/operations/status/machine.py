"""Lines about the machine: the release, its files, the worker, the certificate."""

import datetime
import platform
import shutil
import socket
import ssl
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.files.storage import storages
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.delivery import page_cache
from thinktank.library.storage import WholeFileStorage
from thinktank.operations.health.queue import queue_now, workers_here
from thinktank.operations.health.readiness import page_cache_keeps
from thinktank.operations.server.warming import unwritable_folders
from thinktank.operations.status.line import Line

CERTIFICATE_PATIENCE = 3  # seconds
RENEWED_BY = datetime.timedelta(days=14)  # before it ends a certificate should be renewed
WAITS_LONG = datetime.timedelta(minutes=5)


def release() -> Line:
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    return Line(_("Release"), f"{settings.RELEASE} ({versions})")


def worker() -> Line:
    n = workers_here()
    found = ngettext("%(n)d worker is running.", "%(n)d workers are running.", n) % {"n": n}
    advice = _("Start the worker: manage.py work. If it runs on another machine, watch the queue instead.")
    return Line(_("Worker"), found if n else _("None is running on this machine."), n > 0, advice)


def queue() -> Line:
    now = queue_now()
    if now.again:
        return _failing(now.again)
    if not now.ready:
        return Line(_("Queue"), _("No task is waiting."))
    found = ngettext("%(n)d task is waiting", "%(n)d tasks are waiting", now.ready) % {"n": now.ready}
    minutes = int(now.oldest.total_seconds() // 60)
    since = ngettext("the oldest for %(n)d minute", "the oldest for %(n)d minutes", minutes) % {"n": minutes}
    advice = _("See whether the worker is running, and what its log says.")
    return Line(_("Queue"), f"{found}, {since}.", now.oldest < WAITS_LONG, advice)


def _failing(n: int) -> Line:
    found = ngettext(
        "%(n)d task has failed and waits for another try.",
        "%(n)d tasks have failed and wait for another try.",
        n,
    ) % {"n": n}
    advice = _("The log of the worker says why: of letters, what the mail server answered.")
    return Line(_("Queue"), found, False, advice)


def cache() -> Line:
    name = _("Page cache")
    if page_cache.is_off():
        return Line(name, _("Turned off."), False, _("Remove PAGE_CACHE=0 from the environment."))
    found = (
        _("In the memory of each process.") if page_cache.is_in_memory() else _("Shared by all processes.")
    )
    advice = _("See whether Valkey or Redis is running at CACHE_URL. Pages are made anew until then.")
    return Line(name, found, page_cache_keeps(), advice)


def disk() -> Line:
    usage = shutil.disk_usage(settings.VAR_DIR)
    found = _("%(free)s of %(total)s are free.") % {
        "free": filesizeformat(usage.free),
        "total": filesizeformat(usage.total),
    }
    advice = _("Make room: below %(floor)s files are refused.") % {
        "floor": filesizeformat(settings.FREE_SPACE_FLOOR)
    }
    return Line(_("Disk"), found, usage.free >= 2 * settings.FREE_SPACE_FLOOR, advice)


def folders() -> Line:
    unwritable = ", ".join(name for name, _folder, _error in unwritable_folders())
    found = _("Cannot be written: %(names)s.") % {"names": unwritable} if unwritable else _("Can be written.")
    advice = _("Give the account that runs the site the right to write there.")
    return Line(_("Folders of the site"), found, not unwritable, advice)


def object_store() -> Line | None:
    """None where files lie on this disk."""
    storage = storages["private"]
    if isinstance(storage, WholeFileStorage):
        return None
    try:
        storage.exists("is-anybody-there")
        found, is_well = _("Answers."), True
    except OSError:
        found, is_well = _("Does not answer, or refuses."), False
    return Line(
        _("Object store"), found, is_well, _("See whether FILES_URL is right and the store is running.")
    )


def certificate() -> Line | None:
    """None for a site without https."""
    if not settings.SITE_IS_HTTPS:
        return None
    address = urlsplit(settings.SITE_ORIGIN)
    return certificate_of(address.hostname or "", address.port or 443, ssl.create_default_context())


def certificate_of(host: str, port: int, context: ssl.SSLContext) -> Line:
    """What a browser would say of the certificate at this place."""
    name, advice = _("Certificate"), _("Renew the certificate, and see why that does not happen by itself.")
    try:
        with (
            socket.create_connection((host, port), CERTIFICATE_PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host) as over_tls,
        ):
            ends = (over_tls.getpeercert() or {})["notAfter"]
    except ssl.SSLCertVerificationError:
        return Line(name, _("Browsers refuse it."), False, advice)
    except OSError:
        found = _("Nothing answers at %(host)s.") % {"host": host}
        return Line(name, found, False, _("See whether this machine can reach the site by its name."))
    left = datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), datetime.UTC) - timezone.now()
    found = ngettext("Valid for %(n)d more day.", "Valid for %(n)d more days.", left.days) % {"n": left.days}
    return Line(name, found, left >= RENEWED_BY, advice)


def security_contact() -> Line:
    advice = _("Set SECURITY_CONTACT, so that whoever finds a weakness knows whom to tell.")
    contacts = settings.SECURITY_CONTACTS
    found = ", ".join(each.removeprefix("mailto:") for each in contacts) or _("Nobody is named.")
    return Line(_("Whom to tell of weaknesses"), found, bool(contacts), advice)
