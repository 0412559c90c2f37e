"""Pages about the texts of everybody: the calendar, the broken links, the checks.

Authors, who see some texts only, may not open them. One function guards the pages and decides where links to them stand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.admin.broken_links import broken_links_page
from thinktank.publishing.admin.calendar import calendar_page
from thinktank.publishing.admin.checks import checks_page
from thinktank.publishing.admin.move import move_page
from thinktank.publishing.admin.permissions import may_see_all

if TYPE_CHECKING:
    from thinktank.publishing.admin.all_publications import EverythingAdmin

type View = Callable[..., HttpResponse]

PAGES: list[tuple[str, str, Promise, View]] = [
    ("calendar/", "publishing_calendar", _("Calendar"), calendar_page),
    ("broken-links/", "publishing_broken_links", _("Broken links"), broken_links_page),
    ("checks/", "publishing_checks", _("Checks"), checks_page),
]


def links(request: HttpRequest) -> list[tuple[Promise, str]]:
    """[(title, path)] of those that this account may open."""
    if not may_see_all(request):
        return []
    return [(title, reverse(f"admin:{name}")) for _route, name, title, _view in PAGES]


def page_urls(admin: EverythingAdmin) -> list[URLPattern]:
    return [
        path(route, admin.admin_site.admin_view(_guarded(admin, view)), name=name)
        for route, name, view in [
            *((route, name, view) for route, name, _title, view in PAGES),
            ("calendar/move/<int:pk>/", "publishing_move", move_page),
        ]
    ]


def _guarded(admin: EverythingAdmin, view: View) -> View:
    @wraps(view)
    def page(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not may_see_all(request):
            raise PermissionDenied
        return view(request, admin=admin, **arguments)

    return page
