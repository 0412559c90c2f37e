"""Links without an account: making one, finding it by its token, opening it, revoking it."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from thinktank.addresses.alternates import absolute
from thinktank.audit.chain import record
from thinktank.publishing.models import Publication, Release
from thinktank.review.models import LinkOpening, SharedLink

TOKEN_BYTES = 32


class UsedUp(Exception):
    """The link has been opened as often as it may be, or is over."""


def make_link(
    thing: Publication | Release, *, by: User, at: datetime.datetime, **chosen: Any
) -> tuple[SharedLink, str]:
    """The link and its address, which nobody can read again. `chosen` are the fields of ShareForm."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SharedLink(
        publication_id=None if isinstance(thing, Release) else thing.pk,
        release=thing if isinstance(thing, Release) else None,
        name=chosen["name"],
        language=chosen.get("language") or "",
        token_digest=digest_of(token),
        may_answer=chosen.get("may_answer", False),
        embargo=chosen.get("embargo") or "",
        expires_at=at + datetime.timedelta(days=chosen["days"]),
        most_openings=chosen.get("most_openings"),
        made_by=by,
        made_at=at,
    )
    link.set_password(chosen.get("password") or "")
    link.save()
    record("link_made", thing, by=by, link=link.pk)
    return link, absolute(reverse("review:shared", args=[token]))


def digest_of(token: str) -> str:
    """Tokens are long and random, so that a plain digest tells nothing about them."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> SharedLink | None:
    """The link with this token, over or not. The comparison takes the same time for every token."""
    digest = digest_of(token)
    found = (
        SharedLink.objects.select_related("publication", "release", "made_by")
        .filter(token_digest=digest)
        .first()
    )
    return found if found and constant_time_compare(found.token_digest, digest) else None


def open_link(link: SharedLink, at: datetime.datetime) -> LinkOpening:
    """Count one more opening. Raises UsedUp."""
    with transaction.atomic():
        locked = SharedLink.objects.select_for_update().get(pk=link.pk)
        if locked.is_over(at) or locked.is_used_up():
            raise UsedUp
        return LinkOpening.objects.create(link=locked, opened_at=at)


def revoke(link: SharedLink) -> None:
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record("link_revoked", link.publication or link.release, link=link.pk)
