"""What happens to accounts, on the desk and by commands, heard from Django's own signals and from the second step."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone

from thinktank.accounts import invitations
from thinktank.accounts.second_factor.factors import is_main
from thinktank.accounts.second_factor.gate import listeners
from thinktank.audit.chain import record
from thinktank.audit.models import FailedSignIns
from thinktank.taxonomy.models import Remit

WATCHED = (
    "username",
    "email",
    "first_name",
    "last_name",
    "password",
    "is_active",
    "is_staff",
    "is_superuser",
)
GROUP_ACTIONS = {"post_add": "roles_given", "post_remove": "roles_taken", "pre_clear": "roles_taken"}


def watch_accounts() -> None:
    """Begin to listen; call once, when the applications are ready."""
    listeners.append(_proved)
    invitations.listeners.append(_password_link_made)
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="audit")
    post_save.connect(_factor_added, sender=Authenticator, dispatch_uid="audit")
    post_delete.connect(_factor_removed, sender=Authenticator, dispatch_uid="audit")
    pre_save.connect(_compare, sender=User, dispatch_uid="audit")
    post_save.connect(_saved, sender=User, dispatch_uid="audit")
    post_delete.connect(_deleted, sender=User, dispatch_uid="audit")
    m2m_changed.connect(_roles_changed, sender=User.groups.through, dispatch_uid="audit")
    for terms in (Remit.topics.through, Remit.projects.through):
        m2m_changed.connect(_limits_changed, sender=terms, dispatch_uid="audit")
    post_delete.connect(_limits_lifted, sender=Remit, dispatch_uid="audit")


def _signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    record("password_entered" if settings.SECOND_FACTOR else "signed_in", user, by=user)


def _proved(user: User) -> None:
    record("signed_in", user, by=user)


def _password_link_made(user: User) -> None:
    record("password_link_made", user)


def _factor_added(
    sender: Any, instance: Authenticator, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if created and not raw and is_main(instance):
        record("factor_added", instance.user)


def _factor_removed(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    if is_main(instance):
        record("factor_removed", instance.user)


def _sign_in_failed(sender: Any, user: User | None = None, **kwargs: Any) -> None:
    """After the right password, an entry: somebody has it. Before, counts alone: a name that was typed may be a password."""
    if user is not None:
        record("second_step_failed", user, by=user)
        return
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    FailedSignIns.objects.get_or_create(hour=hour)
    FailedSignIns.objects.filter(hour=hour).update(n=F("n") + 1)


def _compare(
    sender: Any, instance: User, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note on the account what is about to change. Signing in saves `last_login` alone, which asks nothing."""
    names = [name for name in WATCHED if update_fields is None or name in update_fields]
    instance._changed = []  # type: ignore[attr-defined]
    if instance.pk and names and not raw:
        before = User.objects.filter(pk=instance.pk).values(*names).first() or {}
        instance._changed = [name for name in before if before[name] != getattr(instance, name)]  # type: ignore[attr-defined]


def _saved(sender: Any, instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    changed = getattr(instance, "_changed", [])
    if created and not raw:
        record("account_added", instance, type="auth.user", is_superuser=instance.is_superuser)
    if "password" in changed:
        record("password_changed", instance)
    if others := [name for name in changed if name != "password"]:
        record("account_changed", instance, type="auth.user", fields=others)


def _deleted(sender: Any, instance: User, **kwargs: Any) -> None:
    record("account_deleted", instance, type="auth.user")


def _roles_changed(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """`instance` is an account whose roles change, or with `reverse` a role whose accounts do."""
    if action not in GROUP_ACTIONS or pk_set == set():
        return
    if not reverse:
        groups = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        roles = sorted(groups.values_list("name", flat=True))
        if roles:
            record(GROUP_ACTIONS[action], instance, roles=roles)
    else:
        users = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        for user in users.order_by("pk"):
            record(GROUP_ACTIONS[action], user, roles=[instance.name])


def _limits_changed(sender: Any, instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """The related names are hidden, so that `instance` is always a Remit."""
    if action in {"post_add", "post_remove", "post_clear"}:
        terms = [*instance.topics.all(), *instance.projects.all()]
        record("limits_changed", instance.account, terms=[str(term) for term in terms])


def _limits_lifted(sender: Any, instance: Remit, **kwargs: Any) -> None:
    record("limits_lifted", instance.account)
