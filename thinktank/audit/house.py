"""What the worker does for the audit log every few minutes."""

import datetime
import logging

from django.db import transaction

from thinktank.audit.chain import record
from thinktank.audit.heads import write_head_when_due
from thinktank.audit.mail import mail_head_when_due
from thinktank.audit.models import FailedSignIns

logger = logging.getLogger(__name__)


def keep_audit_log(at: datetime.datetime) -> None:
    """Enter the failed sign-ins of hours that are over; write down the head of the log, and mail it, once a day."""
    enter_failed_sign_ins(at)
    try:
        write_head_when_due(at)
    except (OSError, ValueError):
        logger.exception("The head of the audit log cannot be written down.")
    try:
        mail_head_when_due(at)
    except OSError:
        logger.exception("It cannot be noted whether the head of the audit log was mailed.")


def enter_failed_sign_ins(at: datetime.datetime) -> None:
    hours_over = FailedSignIns.objects.filter(hour__lt=at.replace(minute=0, second=0, microsecond=0))
    if not hours_over.exists():  # without the write lock
        return
    with transaction.atomic():
        for row in hours_over.select_for_update().order_by("hour"):
            row.delete()
            record("failed_sign_ins", n=row.n, hour=row.hour)
