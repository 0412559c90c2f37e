"""Choosing between two versions of a place that two editors changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done
from thinktank.publishing.models import EditConflict, Publication, Revision
from thinktank.publishing.revisions.conflicts import place_of
from thinktank.publishing.revisions.save import lock_publication, save_revision
from thinktank.publishing.revisions.snapshot import CannotRestore, completed, restore, take_snapshot
from thinktank.publishing.revisions.three_way_merge import value_at, with_value

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


def use_other(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, pk: int
) -> HttpResponse:
    """Put the other version into the working copy; the one that stood there remains in the revision before."""
    conflict = get_object_or_404(EditConflict, pk=pk, publication_id=publication.pk)
    other = get_object_or_404(Revision, publication_id=publication.pk, number=conflict.other_number)
    place = place_of(conflict)
    try:
        with transaction.atomic():
            lock_publication(publication)
            value = value_at(completed(admin.model, other.snapshot), place)
            restore(publication, with_value(take_snapshot(publication), place, value))
            save_revision(admin.model.objects.get(pk=publication.pk), by=editor_of(request))
            conflict.delete()
    except CannotRestore:
        admin.message_user(request, _("The other version names something that no longer exists."), "error")
        return HttpResponseRedirect(admin.change_url(publication))
    return done(request, admin, publication, lambda: _("The other version is in the form and saved now."))


def keep_own(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, pk: int
) -> HttpResponse:
    conflict = get_object_or_404(EditConflict, pk=pk, publication_id=publication.pk)
    conflict.delete()
    return done(
        request,
        admin,
        publication,
        lambda: _("The version in the form stays. The other one is under “Revisions”."),
    )
