"""A ticket lets one browser cast one ballot in one poll (or rate one publication) within a quarter of an hour.

The server stores nothing about it. It holds the ballot id, its end and a digest of the cookie, sealed with TICKET_KEY
over these and the subject. Layout: base64url of id (16 bytes), end (8), digest (32), HMAC-SHA256 (32).
"""

import base64
import binascii
import datetime
import hashlib
import hmac
import secrets
import struct
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from thinktank.readers.refusal import Refusal

LIFE = datetime.timedelta(minutes=15)
LEEWAY = datetime.timedelta(seconds=5)  # how far the clocks of two of our processes may differ
BODY = struct.Struct(">16sQ32s")
LENGTH = BODY.size + 32


def issue_ticket(subject: str, secret: bytes, at: datetime.datetime) -> tuple[UUID, str]:
    """Make a ballot id of 128 random bits and the ticket for it; return both."""
    ballot_id = secrets.token_bytes(16)
    body = BODY.pack(ballot_id, int((at + LIFE).timestamp()), hashlib.sha256(secret).digest())
    return UUID(bytes=ballot_id), base64.urlsafe_b64encode(body + _seal(subject, body)).decode().rstrip("=")


def read_ticket(ticket: object, subject: str, secret: bytes | None, at: datetime.datetime) -> UUID:
    """The ballot id of a ticket. It must be ours, for this subject, for this browser, and of the right age.

    Raises Refusal: 403 for a ticket that we did not issue for this subject, 409 for another browser's or an old one.
    """
    ballot_id, ends_at, digest = BODY.unpack(_opened(ticket, subject))
    if secret is None or not hmac.compare_digest(digest, hashlib.sha256(secret).digest()):
        raise Refusal(
            409,
            "reload",
            _(
                "This page is left over from an earlier visit, or your browser does not accept cookies. Reload the page and try again."
            ),
        )
    left = ends_at - at.timestamp()
    if left <= 0 or left > (LIFE + LEEWAY).total_seconds():
        raise Refusal(409, "expired", _("The page was open for too long. Send your answer again."))
    return UUID(bytes=ballot_id)


def _opened(ticket: object, subject: str) -> bytes:
    """The sealed bytes of a ticket. Raises Refusal (403) when the seal is not ours."""
    data = _decoded(ticket)
    body, seal = data[: BODY.size], data[BODY.size :]
    if len(data) != LENGTH or not hmac.compare_digest(seal, _seal(subject, body)):
        raise Refusal(403, "ticket", _("This was not sent from our page. Reload the page and try again."))
    return body


def _decoded(ticket: object) -> bytes:
    """The bytes of a ticket; empty when it is no base64url text."""
    if not isinstance(ticket, str) or not ticket.isascii() or len(ticket) > 2 * LENGTH:
        return b""
    try:
        return base64.b64decode(ticket + "=" * (-len(ticket) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        return b""


def _seal(subject: str, body: bytes) -> bytes:
    return hmac.digest(settings.TICKET_KEY.encode(), b"ticket v1|" + subject.encode() + b"|" + body, "sha256")
