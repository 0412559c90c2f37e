"""Mails to members of staff when their account is used in a way that may not be theirs.

They are in every language of the site: which one the request has is the choice of whoever sent it. The queue keeps the
number of the account and the time, and nothing about the browser.
"""

import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.accounts.letters import BEFORE_FILES, send_letter
from thinktank.accounts.sign_in import known_browser
from thinktank.addresses.alternates import absolute
from thinktank.readers.throttle import Allowance, spend

SUBJECT = "notices"  # of the counts in readers/throttle.py
FAILURES_TOLD_EVERY = 3600  # seconds, for one account


class Notice(StrEnum):
    NEW_BROWSER = "new browser"
    FAILED_STEP = "failed step"


def tell_of_sign_in(request: HttpRequest, user: User) -> None:
    """Tell the owner that somebody has signed in from a browser that had not been used for the account before."""
    if _is_told(request, user):
        _enqueue(Notice.NEW_BROWSER, user)


def tell_of_failed_step(request: HttpRequest, user: User) -> None:
    """Tell the owner, once in an hour, that somebody has the password. A mistake in their own browser is no news."""
    once = Allowance(f"{Notice.FAILED_STEP}|{user.pk}", 1, within=FAILURES_TOLD_EVERY)
    if _is_told(request, user) and not spend(SUBJECT, [once], timezone.now()):
        _enqueue(Notice.FAILED_STEP, user)


def _is_told(request: HttpRequest, user: User) -> bool:
    return settings.HAS_MAIL_SERVER and bool(user.email) and not known_browser(request, user.get_username())


def _enqueue(notice: Notice, user: User) -> None:
    send_notice.enqueue(user.pk, notice.value, timezone.now().isoformat())


@task(priority=BEFORE_FILES)
def send_notice(pk: int, notice: str, at: str) -> None:
    """Send a Notice about this moment, an ISO 8601 date and time. A task that starts twice sends it twice."""
    account = User.objects.filter(pk=pk, is_active=True).exclude(email="").first()
    if account is None:
        return
    told, moment = Notice(notice), datetime.datetime.fromisoformat(at)
    send_letter(account.email, lambda: (_subject(told), _text(told, account, moment)))


def _subject(notice: Notice) -> str:
    if notice is Notice.NEW_BROWSER:
        return _("Your account was used from a new browser")
    return _("A second step failed after your password")


def _text(notice: Notice, account: User, at: datetime.datetime) -> str:
    page = "my_security" if notice is Notice.NEW_BROWSER else "password_change"
    context = {
        "is_signed_in": notice is Notice.NEW_BROWSER,
        "account": account,
        "at": at,
        "site": settings.SITE_ORIGIN,
        "link": absolute(reverse(f"admin:{page}")),
    }
    return render_to_string("accounts/notice.txt", context)
