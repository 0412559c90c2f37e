"""The pages of one publication on the desk, and who may open each."""

from functools import wraps

from django.contrib.admin.utils import unquote
from django.http import Http404
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from thinktank.desk.csp import with_public_policy
from thinktank.language import languages
from thinktank.publishing.admin import acts, editions, permissions, preview, publish, revisions


def page_urls(admin):
    """URL patterns for a publication's admin class, named like Django's own: articles_article_publish."""
    one = "<path:object_id>"
    pages = [
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
        (f"{one}/duplicate/", "duplicate", require_POST(acts.duplicate_it), permissions.EDIT),
        (f"{one}/cancel/<str:language>/", "cancel", acts.cancel, permissions.PUBLISH),
        (f"{one}/withdraw/<str:language>/", "withdraw", acts.withdraw_it, permissions.PUBLISH),
        (f"{one}/expire/<str:language>/", "expire", acts.expire_it, permissions.PUBLISH),
        (f"{one}/correct/<str:language>/", "correct", acts.correct, permissions.PUBLISH),
        (
            f"{one}/still-valid/<str:language>/",
            "still_valid",
            require_POST(acts.still_valid),
            permissions.PUBLISH,
        ),
        (f"{one}/erase/<str:language>/<int:number>/", "erase", acts.erase_it, permissions.ERASE),
    ]
    opts = admin.model._meta
    return [
        path(route, _page(admin, view, action), name=f"{opts.app_label}_{opts.model_name}_{name}")
        for route, name, view, action in pages
    ]


def _page(admin, view, action):
    """Load the publication, ask the policy, then show the page: 404, 403 or the view's answer."""

    @wraps(view)
    def page(request, object_id, **kwargs):
        if kwargs.get("language", languages.codes()[0]) not in languages.codes():
            raise Http404
        publication = admin.get_object(request, unquote(object_id))
        if publication is None:
            raise Http404
        permissions.require(request, admin, action, publication)
        return view(request, admin, publication, **kwargs)

    return admin.admin_site.admin_view(page)
