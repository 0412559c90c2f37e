"""A line about the mail with the end of the audit log (thinktank/audit/mail.py)."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from thinktank.audit.mail import last_mailing
from thinktank.operations.status.line import Line

A_DAY_AND_A_HALF = datetime.timedelta(hours=36)


def audit_mail() -> Line | None:
    """None for a site that mails nobody."""
    if not settings.AUDIT_MAIL_TO:
        return None
    name, advice = (
        _("Audit log by mail"),
        _("See EMAIL_URL and AUDIT_MAIL_TO. The worker tries every five minutes."),
    )
    last = last_mailing()
    if last.error:
        return Line(name, _("It could not be sent: %(error)s.") % {"error": last.error}, False, advice)
    if last.sent_at is None:
        return Line(name, _("Nothing has been sent."), False, advice)
    found = _("%(moment)s.") % {"moment": date_format(timezone.localtime(last.sent_at), "DATETIME_FORMAT")}
    return Line(name, found, timezone.now() - last.sent_at < A_DAY_AND_A_HALF, advice)
