"""Who may do what to a publication: Django's permissions decide on reading and editing, our policy on the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from thinktank.accounts.permissions import can
from thinktank.publishing.models import Publication

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

VIEW, EDIT, PREVIEW, PUBLISH, ERASE = "view", "edit", "preview", "publish", "erase"


def may(request: HttpRequest, admin: PublicationAdmin, action: str, publication: Publication) -> bool:
    if action == VIEW:
        return admin.has_view_or_change_permission(request, publication)
    if action == EDIT:
        return admin.has_change_permission(request, publication)
    return admin.has_view_or_change_permission(request, publication) and can(
        request.user, action, publication
    )


def require(request: HttpRequest, admin: PublicationAdmin, action: str, publication: Publication) -> None:
    """Raise PermissionDenied, which Django answers with 403, unless the user may do it."""
    if not may(request, admin, action, publication):
        raise PermissionDenied
