"""The page that puts a publication into a release, or into a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thinktank.language import languages
from thinktank.publishing.admin.responses import done, show
from thinktank.publishing.forms.release import AddToReleaseForm
from thinktank.publishing.models import Publication, Release

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_release(request: HttpRequest, admin: PublicationAdmin, publication: Publication) -> HttpResponse:
    """Ask for the release and the languages; a publication that is in it already gets these languages."""
    written = [code for code in languages.codes() if languages.word(publication, "title", code)]
    newest = Release.objects.in_the_making().first()
    initial = {"languages": written or languages.codes(), "release": newest}
    form = AddToReleaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        if release := _put(publication, form.cleaned_data):
            path = reverse("admin:publishing_release_change", args=[release.pk])
            words = {"release": release}
            return done(
                request, admin, publication, lambda: _("It is in the release “%(release)s”.") % words, to=path
            )
        form.add_error("release", _("It has just been scheduled. Cancel it before you add to it."))
    return show(
        request,
        admin,
        publication,
        "act",
        title=_("Add to a release"),
        status=422 if form.is_bound else 200,
        form=form,
        sentences=[_("Nothing goes live yet. All texts of a release are scheduled together, on its page.")],
        button=_("Add"),
        is_grave=False,
    )


@transaction.atomic
def _put(publication: Publication, chosen: Mapping[str, Any]) -> Release | None:
    """The release with this publication in it; None when somebody scheduled it meanwhile."""
    if chosen["release"]:
        release = Release.objects.select_for_update().get(pk=chosen["release"].pk)
        if release.scheduled_for:
            return None
    else:
        release = Release.objects.create(name=chosen["name"], moment=chosen["moment"])
    last = release.items.aggregate(last=Max("position"))["last"]
    release.items.update_or_create(
        publication_id=publication.pk,
        defaults={"languages": chosen["languages"]},
        create_defaults={"languages": chosen["languages"], "position": 0 if last is None else last + 1},
    )
    return release
