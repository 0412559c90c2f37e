"""What somebody may ask for under the GDPR and 152-FZ: a copy of the personal data under an e-mail address, or their end.

For accounts of staff, and for those who reported an error. Readers who vote and rate are not known by an address.
"""

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ProtectedError

from thinktank.accounts.administrators import are_last_administrators
from thinktank.accounts.sessions import end_sessions, sessions_of_account
from thinktank.audit.chain import record
from thinktank.error_reports.models import ErrorReport
from thinktank.operations.privacy.rules import Row, copy_of, end_rows
from thinktank.review.erasing import BLANK
from thinktank.review.models import Comment, Review

NOBODY = "Nothing is kept under %r. Give the e-mail address of an account, or the one left with a report of an error."
OF_AN_ACCOUNT = ("username", "first_name", "last_name", "email", "date_joined", "last_login", "is_active")
OF_A_REPORT = ("received_at", "language", "text", "passage", "email", "state", "editors_note")


class LastAdministrator(Exception):
    """The account cannot be deleted: nobody could sign in any more who may do everything."""


def export(email: str) -> Row:
    """Everything under this address, as values that JSON can hold when dates are written as text."""
    return {
        "accounts": [_account(user) for user in _accounts(email)],
        "error_reports": list(_reports(email).values(*OF_A_REPORT)),
    }


def _account(user: Any) -> Row:
    sessions = [asdict(session) for session in sessions_of_account(user.pk)]
    return {name: getattr(user, name) for name in OF_AN_ACCOUNT} | {"sessions": sessions} | copy_of(user)


@transaction.atomic
def delete(email: str, *, with_words: bool = False, only_rehearse: bool = False) -> dict[str, int]:
    """Delete reports, and accounts or, where texts refer to one, everything in it that says whose it was.

    The audit log keeps the number of the account. `with_words` blanks comments and what was said in reviews too. Returns how
    many of each; a rehearsal does it all and takes it back. Raises LastAdministrator, and changes nothing then.
    """
    done = Counter(
        {"reports deleted": _reports(email).delete()[0], "accounts deleted": 0, "accounts emptied": 0}
    )
    for user in _accounts(email).select_for_update():
        if are_last_administrators([user.pk]):
            raise LastAdministrator
        record("personal_data_deleted", user)
        done["sessions ended"] += end_sessions([user.pk])
        said = _blank_words(user) if with_words else _comments(user).count()
        done["comments blanked" if with_words else "comments whose words stay"] += said
        user.groups.clear()  # so that the audit log hears of it
        done.update(dict(end_rows(user)))
        of_users = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(user))
        of_users.filter(object_id=str(user.pk)).update(object_repr=_number(user), change_message="")
        done["accounts deleted" if _delete_if_unused(user) else "accounts emptied"] += 1
    if only_rehearse:
        transaction.set_rollback(True)
    return dict(done)


def _comments(user: Any) -> models.QuerySet[Comment]:
    return Comment.objects.filter(written_by=user)


def _blank_words(user: Any) -> int:
    """Returns how many comments."""
    Review.objects.filter(requested_by=user).update(note="")
    Review.objects.filter(decided_by=user).update(sentence="")
    return _comments(user).update(**BLANK)


def _delete_if_unused(user: Any) -> bool:
    try:
        with transaction.atomic():
            if LogEntry.objects.filter(user=user).exists():
                raise ProtectedError("What was done on the desk stays.", set())
            user.delete()
    except ProtectedError:
        _empty(user)
        return False
    return True


def _empty(user: Any) -> None:
    user.username, user.email = _number(user), ""
    user.first_name = user.last_name = ""
    user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def _number(user: Any) -> str:
    return f"deleted-{user.pk}"


def _accounts(email: str) -> models.QuerySet[Any]:
    return get_user_model().objects.filter(email__iexact=email).exclude(email="").order_by("pk")


def _reports(email: str) -> models.QuerySet[ErrorReport]:
    return ErrorReport.objects.filter(email__iexact=email).exclude(email="").order_by("pk")
