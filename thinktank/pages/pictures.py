"""Sending the copies of pictures: to everybody while something public shows the picture, else to staff only."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from experts.models import Expert, Organization
from thinktank.delivery.pages import public_page
from thinktank.library.files import serve_rendition
from thinktank.library.models import RenditionSet
from thinktank.library.views import for_staff_only
from thinktank.pages.models import SiteSettings
from thinktank.publishing.models import Edition, Reference

TEN_MINUTES = 10 * 60  # seconds: a browser asks again after that, and learns that a picture was withdrawn


@require_safe
def rendition(request: HttpRequest, key: str, filename: str) -> FileResponse:
    """A copy of a picture. Raises Http404 when nothing public shows the picture, unless staff ask."""
    if is_shown(key, timezone.now()):
        return _rendition_for_everybody(request, key, filename)
    for_staff_only(request)
    return serve_rendition(key, filename)


@public_page(max_age=TEN_MINUTES)
def _rendition_for_everybody(request, key, filename):
    return serve_rendition(key, filename)


def is_shown(key: str, at: datetime.datetime) -> bool:
    """Whether something public shows the picture whose copies lie under this key.

    That is an edition on record, a public person or institution, or the site itself. One query.
    """
    shown_by = (
        Reference.objects.filter(
            target_type=Reference.TargetType.IMAGE,
            target_uid=OuterRef("image__uid"),
            edition__in=Edition.objects.on_record(at),
        ),
        Expert.objects.filter(portrait=OuterRef("image"), is_public=True),
        Organization.objects.filter(logo=OuterRef("image"), is_public=True),
        SiteSettings.objects.filter(Q(logo=OuterRef("image")) | Q(logo_on_dark=OuterRef("image"))),
    )
    is_public = Q()
    for rows in shown_by:
        is_public |= Q(Exists(rows))
    return RenditionSet.objects.filter(is_public, key=key).exists()
