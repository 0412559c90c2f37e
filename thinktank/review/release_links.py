"""The page with the links that open the preview of the whole site, with one release, to somebody without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.accounts.permissions import can
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.models import Release
from thinktank.review import sharing
from thinktank.review.forms import RowForm, ShareSiteForm
from thinktank.review.models import SharedLink
from thinktank.review.panel import shown_links

if TYPE_CHECKING:
    from thinktank.publishing.admin.releases import ReleaseAdmin


def share_page(admin: ReleaseAdmin, request: HttpRequest, release: Release) -> HttpResponse:
    """GET shows the links and a form; POST makes one, or revokes the one that `row` names."""
    if not can(request.user, "share", release):
        raise PermissionDenied
    form, new_link, sentence = ShareSiteForm(), "", ""
    if request.POST.get("act") == "revoke":
        sharing.revoke(_link(request, release))
        sentence = _("The link no longer works.")
    elif request.method == "POST":
        form = ShareSiteForm(request.POST)
        if form.is_valid():
            _made, new_link = sharing.make_link(
                release, by=editor_of(request), at=timezone.now(), may_answer=False, **form.cleaned_data
            )
            form, sentence = ShareSiteForm(), _("This is the link. It is shown only now; copy it:")
    return TemplateResponse(
        request,
        "admin/release/share.html",
        admin.admin_site.each_context(request)
        | {
            "title": _("Share the preview"),
            "subtitle": str(release),
            "release": release,
            "opts": admin.opts,
            "change_url": reverse("admin:publishing_release_change", args=[release.pk]),
            "action": request.path,
            "form": form,
            "new_link": new_link,
            "sentence": sentence,
            "links": shown_links(SharedLink.objects.filter(release=release)),
        },
        status=422 if form.errors else 200,
    )


def _link(request: HttpRequest, release: Release) -> SharedLink:
    """Raises Http404."""
    form = RowForm(request.POST)
    if not form.is_valid():
        raise Http404
    return get_object_or_404(SharedLink, pk=form.cleaned_data["row"], release=release)
