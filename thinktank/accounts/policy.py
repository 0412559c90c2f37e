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


_rules = {"delete": _may_delete}


def can(user, action: str, obj=None) -> bool:
    """Whether this member of staff may do this, to this object if one is given."""
    rule = _rules.get(action) or _permission_rule(PERMISSIONS.get(action))
    return bool(user and user.is_active and user.is_staff and rule(user, obj))


def rule(action: str):
    """For apps with an action of their own: @rule("open_poll") above a function (user, obj) -> bool."""

    def register(function):
        if action in PERMISSIONS or action in _rules:
            raise ValueError(f"There is a rule for {action!r} already.")
        _rules[action] = function
        return function

    return register


def _permission_rule(permission):
    return lambda user, obj: bool(permission) and user.has_perm(permission)
