"""The reader's cookie: 32 random bytes and the day on which it ends.

It is set when a reader starts to vote or to rate, and at no other time. Public pages neither set nor read it.
"""

import base64
import binascii
import datetime
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

LONGEST_LIFE = datetime.timedelta(days=365)
WELL_FORMED = re.compile(r"([A-Za-z0-9_-]{43})\.([0-9]{5,6})")
EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True)
class Reader:
    """A reader's browser: its secret, and the last day on which it promised to keep the cookie."""

    secret: bytes
    until: datetime.date


def cookie_name() -> str:
    """The prefix `__Host-` needs https; a site without it uses the plain name."""
    return "__Host-rid" if settings.SITE_IS_HTTPS else "rid"


def reader_of(request: HttpRequest) -> Reader | None:
    """The reader in this browser's cookie; None without a cookie, or with one that we did not write."""
    found = WELL_FORMED.fullmatch(request.COOKIES.get(cookie_name(), ""))
    if not found:
        return None
    try:
        secret = base64.urlsafe_b64decode(found[1] + "=")
    except binascii.Error:
        return None
    return Reader(secret, EPOCH + datetime.timedelta(days=int(found[2])))


def reader_or_new(request: HttpRequest) -> Reader:
    return reader_of(request) or Reader(secrets.token_bytes(32), EPOCH)


def remember(response: HttpResponse, reader: Reader, until: datetime.datetime) -> None:
    """Ask the browser to keep the cookie until then: at most a year, and no shorter than an earlier answer asked."""
    now = timezone.now()
    last_day = min(max(until.date(), reader.until), (now + LONGEST_LIFE).date())
    secret = base64.urlsafe_b64encode(reader.secret).decode().rstrip("=")
    response.set_cookie(
        cookie_name(),
        f"{secret}.{(last_day - EPOCH).days}",
        max_age=(last_day - now.date()).days * 86400,
        path="/",
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
