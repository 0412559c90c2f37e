"""What staff may do beyond Django's permissions to add, change and view. `can` refuses what no rule allows."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import User as Account

type User = Account | AnonymousUser

PERMISSIONS = {
    "preview": "publishing.change_publication",
    "publish": "publishing.publish_publication",
    "erase": "publishing.erase_edition",
}


def _may_delete(user: User, obj: Any) -> bool:
    """Administrators may delete any object, others those that they may add and change and that were never public."""
    if obj is None:
        return False
    app, model = obj._meta.app_label, obj._meta.model_name
    if user.has_perm(f"{app}.delete_{model}"):
        return True
    is_theirs = user.has_perm(f"{app}.add_{model}") and user.has_perm(f"{app}.change_{model}")
    return is_theirs and not obj.was_ever_public()


def can(user: User, action: str, obj: Any = None) -> bool:
    """Whether this member of staff may do this, to this object if one is given."""
    if not (user and user.is_active and user.is_staff):
        return False
    if action == "delete":
        return _may_delete(user, obj)
    return action in PERMISSIONS and user.has_perm(PERMISSIONS[action])
