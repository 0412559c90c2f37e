"""Who may do what: the one function every view and admin hook asks. What no rule allows is refused."""

PERMISSIONS = {
    "preview": "publishing.change_publication",
    "publish": "publishing.publish_publication",
    "erase": "publishing.erase_edition",
}


def _may_delete(user, obj):
    """Administrators, what nothing holds; whoever may add such a thing, what readers have never seen."""
    if obj is None:
        return False
    app, model = obj._meta.app_label, obj._meta.model_name
    if user.has_perm(f"{app}.delete_{model}"):
        return True
    is_theirs = user.has_perm(f"{app}.add_{model}") and user.has_perm(f"{app}.change_{model}")
    return is_theirs and not obj.was_ever_public()


def can(user, action: str, obj=None) -> bool:
    """Whether this member of staff may do this, to this object if one is given."""
    if not (user and user.is_active and user.is_staff):
        return False
    if action == "delete":
        return _may_delete(user, obj)
    return action in PERMISSIONS and user.has_perm(PERMISSIONS[action])
