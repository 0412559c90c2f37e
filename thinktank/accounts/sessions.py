"""Ends the sessions of an account that is deactivated or gets another role."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, pre_save
from django.utils import timezone

RIGHTS = ("is_active", "is_staff", "is_superuser")
GROUP_ACTIONS = {"post_add", "post_remove", "pre_clear"}


def end_sessions(user_ids: Iterable[int]) -> int:
    """Delete the sessions of these accounts; return how many. Only staff have sessions, so there are few."""
    wanted = {str(pk) for pk in user_ids}
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [each.pk for each in alive.iterator() if each.get_decoded().get(SESSION_KEY) in wanted]
    return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0


def watch_accounts() -> None:
    """Connect the signals; call once, when the applications are ready."""
    pre_save.connect(_end_when_rights_change, sender=User)
    for field in (User.groups, User.user_permissions):
        m2m_changed.connect(_end_when_groups_change, sender=field.through)


def _end_when_rights_change(sender: Any, instance: User, using: str, **kwargs: Any) -> None:
    if not instance.pk:
        return
    before = sender.objects.using(using).filter(pk=instance.pk).values(*RIGHTS).first()
    if before and any(getattr(instance, name) != value for name, value in before.items()):
        end_sessions({instance.pk})


def _end_when_groups_change(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """`instance` is an account whose groups change, or with `reverse` a group or permission whose accounts change."""
    if action not in GROUP_ACTIONS:
        return
    if not reverse:
        end_sessions({instance.pk})
    elif pk_set is not None:
        end_sessions(pk_set)
    else:  # the group is cleared
        end_sessions(set(instance.user_set.values_list("pk", flat=True)))
