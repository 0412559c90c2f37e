"""How many ballots one network may begin in ten minutes. An address never decides who has voted: offices share one."""

import datetime
import hmac
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thinktank.readers.client_address import client_address
from thinktank.readers.models import AbuseWindow
from thinktank.readers.refusal import Refusal
from thinktank.readers.secret_files import read_or_make_secret, shred

WINDOW = 600  # seconds
PREFIXES = {4: (32, 24), 6: (64, 48)}  # bits: one subscriber, and the neighbourhood


def admit(
    request: HttpRequest, subject: str, at: datetime.datetime, *, limits: tuple[int, int] | None = None
) -> None:
    """Count a ballot that is begun; raises Refusal (429) when its network has begun too many.

    `limits`, for a subscriber and for its neighbourhood, when it is not ballots that are counted. The neighbourhood is counted only when the subscriber is within bounds, so that one cannot use up the others' share.
    """
    window = int(at.timestamp()) // WINDOW * WINDOW
    limits = limits or (settings.BALLOTS_PER_SUBSCRIBER, settings.BALLOTS_PER_NETWORK)
    with transaction.atomic():
        is_over = any(
            _count(subject, tag, window) > limit
            for tag, limit in zip(prefix_tags(request, at), limits, strict=True)
        )
    if is_over:
        sentence = _(
            "Many answers have come from your network in the last minutes. Please try again in ten minutes."
        )
        raise Refusal(429, "too_many", sentence, retry_after=window + WINDOW - int(at.timestamp()))


def prefix_tags(request: HttpRequest, at: datetime.datetime) -> tuple[str, str]:
    """Tags of the request's subscriber and neighbourhood: the same within one day, without meaning after it."""
    address = client_address(request)
    salt = _day_salt(at)
    if address is None:
        return _tag(salt, "unknown"), _tag(salt, "unknown/")
    narrow, wide = (ip_network((address, bits), strict=False) for bits in PREFIXES[address.version])
    return _tag(salt, str(narrow)), _tag(salt, str(wide))


def _tag(salt, prefix):
    return hmac.digest(salt, prefix.encode(), "sha256")[:8].hex()


def _day_salt(at):
    return read_or_make_secret(_salt_path(at.astimezone(datetime.UTC).date()))


def _salt_path(day):
    return Path(settings.DAY_SALT_DIR) / day.isoformat()


def _count(subject, tag, window):
    """One more in this window; returns how many there are now. One statement, so that none is lost."""
    table, *columns = (
        connection.ops.quote_name(name)
        for name in (AbuseWindow._meta.db_table, "subject", "prefix_tag", "window", "n")
    )
    key = ", ".join(columns[:3])
    n = columns[3]
    statement = (
        f"INSERT INTO {table} ({key}, {n}) VALUES (%s, %s, %s, 1) "  # noqa: S608 -- our own names
        f"ON CONFLICT ({key}) DO UPDATE SET {n} = {table}.{n} + 1 RETURNING {n}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [subject, tag, window])
        return cursor.fetchone()[0]


def forget_old_networks(at: datetime.datetime) -> int:
    """Remove counts and salts that have served: nothing here is kept for more than 48 hours. Returns rows removed."""
    yesterday = at.astimezone(datetime.UTC).date() - datetime.timedelta(days=1)
    folder = Path(settings.DAY_SALT_DIR)
    for path in folder.iterdir() if folder.is_dir() else []:
        if not path.name.startswith(".") and path.name < yesterday.isoformat():
            shred(path)
    oldest = int(at.timestamp()) - 24 * 3600
    return AbuseWindow.objects.filter(window__lt=oldest).delete()[0]
