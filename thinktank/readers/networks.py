"""Tags for networks that mean something for one day: the site stores no address, only an HMAC with the day's salt."""

import datetime
import hmac
import logging
import secrets
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from thinktank.readers.client_address import Address, client_address
from thinktank.readers.invariants import invariant
from thinktank.readers.secret_files import LENGTH, SecretUnavailable, read_or_make_secret, shred_each

logger = logging.getLogger(__name__)

PREFIXES = {4: (32, 24), 6: (64, 48)}  # bits: one subscriber, and the neighbourhood
SALT_SERVES = datetime.timedelta(hours=1)  # after its day, for counts that began before midnight

_own_salts: dict[datetime.date, bytes] = {}


def networks_of(request: HttpRequest) -> tuple[str, str]:
    """The request's subscriber and neighbourhood as plain prefixes. Do not store them."""
    return _prefixes_of(client_address(request))


def subscriber_of(address: Address | None) -> str:
    """The prefix of the subscriber who has this address: with IPv6 one client has as many addresses as it likes."""
    return _prefixes_of(address)[0]


def _prefixes_of(address: Address | None) -> tuple[str, str]:
    if address is None:
        return "unknown", "unknown/"
    narrow, wide = (str(ip_network((address, bits), strict=False)) for bits in PREFIXES[address.version])
    return narrow, wide


def tag_of(name: str, at: datetime.datetime) -> str:
    """The tag of a network, or of anything else that is counted: the same for one day, and meaningless afterwards."""
    return hmac.digest(_salt(_day(at)), name.encode(), "sha256")[:8].hex()


def _salt(day: datetime.date) -> bytes:
    """The salt in the file that all processes share. If it cannot be written, each process makes its own in memory."""
    try:
        return read_or_make_secret(_folder() / day.isoformat())
    except SecretUnavailable as error:
        logger.error("The day's salt cannot be kept; each process counts for itself: %s", error)
        if day not in _own_salts:
            _own_salts.clear()
            _own_salts[day] = secrets.token_bytes(LENGTH)
        return _own_salts[day]


def prefix_tags(request: HttpRequest, at: datetime.datetime) -> tuple[str, str]:
    """Tags of the request's subscriber and neighbourhood."""
    narrow, wide = networks_of(request)
    return tag_of(narrow, at), tag_of(wide, at)


def shred_old_salts(at: datetime.datetime) -> int:
    """Destroy the salts of past days, and of days ahead that a wrong clock has invented; return how many."""
    serving = {_day(at).isoformat(), _day(at - SALT_SERVES).isoformat()}
    paths = list(_folder().iterdir()) if _folder().is_dir() else []
    return shred_each(path for path in paths if path.name not in serving and not path.name.startswith("."))


def salts_kept_too_long(at: datetime.datetime) -> list[str]:
    """Days that began over 48 hours ago and whose salt still exists."""
    oldest = _day(at - datetime.timedelta(days=2)).isoformat()
    paths = list(_folder().iterdir()) if _folder().is_dir() else []
    return sorted(path.name for path in paths if not path.name.startswith(".") and path.name <= oldest)


@invariant("I12")
def salts_of_past_days_are_gone() -> Iterator[str]:
    for day in salts_kept_too_long(timezone.now()):
        yield f"the salt of {day} is over 48 hours old and still exists"


def _day(at: datetime.datetime) -> datetime.date:
    return at.astimezone(datetime.UTC).date()


def _folder() -> Path:
    return Path(settings.DAY_SALT_DIR)
