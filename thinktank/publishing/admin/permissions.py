"""Who may do what on the desk: the admin's own permissions for reading and editing, the policy for all else."""

from django.core.exceptions import PermissionDenied

from thinktank.accounts.permissions import can

VIEW, EDIT, PREVIEW, PUBLISH, ERASE = "view", "edit", "preview", "publish", "erase"


def may(request, admin, action, publication):
    if action == VIEW:
        return admin.has_view_or_change_permission(request, publication)
    if action == EDIT:
        return admin.has_change_permission(request, publication)
    return admin.has_view_or_change_permission(request, publication) and can(
        request.user, action, publication
    )


def require(request, admin, action, publication):
    """Raises PermissionDenied, which is answered 403."""
    if not may(request, admin, action, publication):
        raise PermissionDenied
