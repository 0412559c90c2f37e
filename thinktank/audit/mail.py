"""The end of the audit log, mailed once a day to AUDIT_MAIL_TO: a copy that who has this machine cannot take back."""

import datetime
import json
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from thinktank.audit.chain import last_link

logger = logging.getLogger(__name__)

TRY_AGAIN = datetime.timedelta(
    minutes=5
)  # after a failure: a server that hangs holds the worker up for 20 s each time


@dataclass(frozen=True)
class Mailing:
    """`sent_at`: when a head was last sent. `failed_at` and `error`: the last try, when it failed since then."""

    sent_at: datetime.datetime | None = None
    failed_at: datetime.datetime | None = None
    error: str = ""


def last_mailing() -> Mailing:
    """How it went last, from a small file in VAR_DIR: a restored database would tell of another time."""
    try:
        said = json.loads(_file().read_text(encoding="utf-8"))
        sent_at, failed_at = (
            datetime.datetime.fromisoformat(said[name]) if said[name] else None for name in ("sent", "failed")
        )
        return Mailing(sent_at, failed_at, str(said["error"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Mailing()


def mail_head_when_due(at: datetime.datetime) -> None:
    """Send the head, unless that was done on this day (UTC) or failed within TRY_AGAIN. A failure is logged and noted."""
    last, (number, digest) = last_mailing(), last_link()
    if not settings.AUDIT_MAIL_TO or not number or not _is_due(last, at):
        return
    try:
        _send(number, digest, at)
    except Exception as error:
        reason = getattr(error, "strerror", None) or type(error).__name__  # its text may name an address
        logger.error("The head of the audit log cannot be mailed: %s", reason)
        _note(Mailing(last.sent_at, at, reason))
    else:
        _note(Mailing(at))


def _is_due(last: Mailing, at: datetime.datetime) -> bool:
    was_today = last.sent_at is not None and _day(last.sent_at) == _day(at)
    failed_just_now = last.failed_at is not None and abs(at - last.failed_at) < TRY_AGAIN
    return not was_today and not failed_just_now


def _send(number: int, digest: str, at: datetime.datetime) -> None:
    moment = at.astimezone(datetime.UTC).isoformat(timespec="seconds")
    context = {"site": settings.SITE_ORIGIN, "number": number, "digest": digest, "moment": moment}
    subject = _("Audit log of %(site)s: entry %(number)s") % context
    send_mail(subject, render_to_string("audit/head.txt", context), None, settings.AUDIT_MAIL_TO)


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(datetime.UTC).date()


def _file() -> Path:
    return Path(settings.VAR_DIR) / "audit-mail.json"


def _note(mailing: Mailing) -> None:
    said = {
        "sent": mailing.sent_at and mailing.sent_at.isoformat(),
        "failed": mailing.failed_at and mailing.failed_at.isoformat(),
        "error": mailing.error,
    }
    draft = _file().with_name(f".audit-mail.json.{secrets.token_hex(4)}")
    draft.write_text(json.dumps(said), encoding="utf-8")
    os.replace(draft, _file())
