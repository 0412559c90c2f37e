"""The URL patterns of the pages of one publication on the desk, and the permission that each needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from thinktank.desk.csp import with_public_policy
from thinktank.language import languages
from thinktank.publishing.admin import (
    acts,
    add_to_release,
    conflicts,
    editions,
    further_pages,
    permissions,
    preview,
    publish,
    revisions,
)

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

type View = Callable[..., HttpResponse]


def page_urls(admin: PublicationAdmin) -> list[URLPattern]:
    """URL patterns for a publication's admin class, named like Django's own: articles_article_publish."""
    one = "<path:object_id>"
    pages: list[tuple[str, str, View, str]] = [
        (f"{one}/publish/", "publish_all", publish.publish_page, permissions.PUBLISH),
        (f"{one}/publish/<str:language>/", "publish", publish.publish_page, permissions.PUBLISH),
        (
            f"{one}/preview/<str:language>/",
            "preview",
            with_public_policy(require_safe(preview.preview)),
            permissions.PREVIEW,
        ),
        (
            f"{one}/editions/<str:language>/",
            "editions",
            require_safe(editions.edition_list),
            permissions.VIEW,
        ),
        (f"{one}/revisions/", "revisions", require_safe(revisions.revision_list), permissions.VIEW),
        (f"{one}/revisions/compare/", "compare", require_safe(revisions.compare), permissions.VIEW),
        (
            f"{one}/revisions/<int:number>/",
            "revision",
            require_safe(revisions.revision_detail),
            permissions.VIEW,
        ),
        (
            f"{one}/revisions/<int:number>/restore/",
            "restore",
            require_POST(revisions.restore),
            permissions.EDIT,
        ),
        (
            f"{one}/conflicts/<int:pk>/use-other/",
            "use_other",
            require_POST(conflicts.use_other),
            permissions.EDIT,
        ),
        (
            f"{one}/conflicts/<int:pk>/keep-own/",
            "keep_own",
            require_POST(conflicts.keep_own),
            permissions.EDIT,
        ),
        (f"{one}/release/", "release", add_to_release.add_to_release, permissions.PUBLISH),
        (f"{one}/duplicate/", "duplicate", require_POST(acts.duplicate_it), permissions.EDIT),
        (f"{one}/cancel/<str:language>/", "cancel", acts.cancel, permissions.PUBLISH),
        (f"{one}/withdraw/<str:language>/", "withdraw", acts.withdraw_it, permissions.PUBLISH),
        (f"{one}/expire/<str:language>/", "expire", acts.expire_it, permissions.PUBLISH),
        (f"{one}/correct/<str:language>/", "correct", acts.correct, permissions.CORRECT),
        (
            f"{one}/still-valid/<str:language>/",
            "still_valid",
            require_POST(acts.still_valid),
            permissions.PUBLISH,
        ),
        (f"{one}/erase/<str:language>/<int:number>/", "erase", acts.erase_it, permissions.ERASE),
        *further_pages.pages,
    ]
    opts = admin.model._meta
    return [
        path(route, _page(admin, view, action), name=f"{opts.app_label}_{opts.model_name}_{name}")
        for route, name, view, action in pages
    ]


def _page(admin: PublicationAdmin, view: View, action: str) -> View:
    """Wrap a view: load the publication (404), check the permission (403), then call the view."""

    @wraps(view)
    def page(request: HttpRequest, object_id: str, **kwargs: Any) -> HttpResponse:
        if kwargs.get("language", languages.codes()[0]) not in languages.codes():
            raise Http404
        publication = admin.get_object(request, unquote(object_id))
        if publication is None:
            raise Http404
        permissions.require(request, admin, action, publication)
        return view(request, admin, publication, **kwargs)

    return admin.admin_site.admin_view(page)
