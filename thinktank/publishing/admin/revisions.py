"""The pages of revisions: list, one in full, comparison, restoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.acts import cannot_restore
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done, show
from thinktank.publishing.models import Publication, Revision
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.compare import compare_snapshots
from thinktank.publishing.revisions.save import restore_revision
from thinktank.publishing.revisions.snapshot import FORMAT, CannotRestore, completed

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

PER_PAGE = 50


def _revisions(publication: Publication) -> QuerySet[Revision]:
    return Revision.objects.filter(publication_id=publication.pk).select_related("saved_by")


def revision_list(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> HttpResponse:
    rows = _revisions(publication).defer("packed").prefetch_related("editions")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        admin,
        publication,
        "revisions",
        title=_("Revisions"),
        page=page,
        may_restore=permissions.may(request, admin, permissions.EDIT, publication),
    )


def revision_detail(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, number: int
) -> HttpResponse:
    """One revision in full, shown as a comparison with an empty one."""
    revision = get_object_or_404(_revisions(publication), number=number)
    nothing = Snapshot(format=FORMAT, type=publication.type, words={}, facts={}, terms={}, parts={})
    return show(
        request,
        admin,
        publication,
        "revision",
        title=_("Revision %(number)s") % {"number": number},
        revision=revision,
        fields=compare_snapshots(admin.model, nothing, completed(admin.model, revision.snapshot)),
        may_restore=permissions.may(request, admin, permissions.EDIT, publication),
    )


def compare(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> HttpResponse:
    """Compare two revisions, `?old=3&new=5`; by default the newest and the one before it."""
    newest = _revisions(publication).order_by("-number").values_list("number", flat=True)[:2]
    numbers = list(newest)
    if not numbers:
        admin.message_user(request, _("Nothing has been saved yet."), "warning")
        return HttpResponseRedirect(admin.change_url(publication))
    old = get_object_or_404(_revisions(publication), number=_number(request, "old", numbers[-1]))
    new = get_object_or_404(_revisions(publication), number=_number(request, "new", numbers[0]))
    words = {"old": old.number, "new": new.number}
    before, after = (completed(admin.model, revision.snapshot) for revision in (old, new))
    return show(
        request,
        admin,
        publication,
        "compare",
        title=_("From revision %(old)s to revision %(new)s") % words,
        old=old,
        new=new,
        differences=compare_snapshots(admin.model, before, after),
    )


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def restore(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, number: int
) -> HttpResponse:
    revision = get_object_or_404(_revisions(publication), number=number)
    try:
        made = restore_revision(publication, revision, by=editor_of(request))
    except CannotRestore as error:
        admin.message_user(request, cannot_restore(error), "error")
        return HttpResponseRedirect(admin.page_url(publication, "revisions"))
    words = {"old": revision.number, "new": made.number}
    return done(
        request,
        admin,
        publication,
        lambda: _("Revision %(old)s has been restored as revision %(new)s.") % words,
    )
