"""What somebody may ask for under the GDPR and 152-FZ: a copy of the personal data under an e-mail address, or their end.

For accounts of staff, and for those who reported an error. Readers who vote and rate are not known by an address.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ProtectedError

from thinktank.accounts.sessions import end_sessions
from thinktank.audit.models import AuditEntry
from thinktank.error_reports.models import ErrorReport
from thinktank.publishing.models import Edition, Revision

type Row = dict[str, Any]

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
    return {
        **{name: getattr(user, name) for name in OF_AN_ACCOUNT},
        "groups": list(user.groups.values_list("name", flat=True)),
        "desk": list(LogEntry.objects.filter(user=user).values("action_time", "object_repr", "action_flag")),
        "revisions": list(
            Revision.objects.filter(saved_by=user).values("publication_id", "number", "saved_at")
        ),
        "audit_log": list(
            AuditEntry.objects.filter(who_id=user.pk).values("number", "at", "act", "model", "key")
        ),
        "editions": list(Edition.objects.filter(made_by=user).values("uid", "title", "live_from")),
    }


@transaction.atomic
def delete(email: str) -> dict[str, int]:
    """Delete reports, and accounts or, where texts refer to one, everything in it that says whose it was.

    The audit log keeps the number of the account. Returns how many of each. Raises LastAdministrator, and changes nothing then.
    """
    done = {"reports deleted": _reports(email).delete()[0], "accounts deleted": 0, "accounts emptied": 0}
    for user in _accounts(email).select_for_update():
        if user.is_superuser and not _other_administrators(user).exists():
            raise LastAdministrator
        end_sessions([user.pk])
        of_users = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(user))
        of_users.filter(object_id=str(user.pk)).update(object_repr=_number(user), change_message="")
        done["accounts deleted" if _delete_if_unused(user) else "accounts emptied"] += 1
    return done


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
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()


def _number(user: Any) -> str:
    return f"deleted-{user.pk}"


def _accounts(email: str) -> models.QuerySet[Any]:
    return get_user_model().objects.filter(email__iexact=email).exclude(email="").order_by("pk")


def _reports(email: str) -> models.QuerySet[ErrorReport]:
    return ErrorReport.objects.filter(email__iexact=email).exclude(email="").order_by("pk")


def _other_administrators(user: Any) -> models.QuerySet[Any]:
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
