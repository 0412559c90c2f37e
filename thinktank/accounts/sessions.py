"""A session ends with what it was opened with: an account that is switched off, or another role, ends it for good."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, pre_save
from django.utils import timezone

STANDING = ("is_active", "is_staff", "is_superuser")
CHANGES = {"post_add", "post_remove", "pre_clear"}


def end_sessions(user_ids: set) -> int:
    """Delete the sessions of these accounts; returns how many. Only staff have sessions, so that there are few."""
    wanted = {str(pk) for pk in user_ids}
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [each.pk for each in alive.iterator() if each.get_decoded().get(SESSION_KEY) in wanted]
    return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0


def watch_accounts():
    """Called once, when the applications are ready."""
    pre_save.connect(_end_with_standing, sender=User)
    for field in (User.groups, User.user_permissions):
        m2m_changed.connect(_end_with_role, sender=field.through)


def _end_with_standing(sender, instance, using, **kwargs):
    if not instance.pk:
        return
    before = sender.objects.using(using).filter(pk=instance.pk).values(*STANDING).first()
    if before and any(getattr(instance, name) != value for name, value in before.items()):
        end_sessions({instance.pk})


def _end_with_role(sender, instance, action, reverse, pk_set, **kwargs):
    """From either side: the groups of an account, or the accounts of a group."""
    if action not in CHANGES:
        return
    if not reverse:
        end_sessions({instance.pk})
    elif pk_set is not None:
        end_sessions(pk_set)
    else:  # everybody leaves
        end_sessions(set(instance.user_set.values_list("pk", flat=True)))
