"""Sending the copies of pictures: to everybody while something public shows the picture, else to staff only."""

import datetime
from contextlib import suppress

from django.db import DatabaseError
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from experts.models import Expert, Organization
from thinktank.delivery import cache_tags, cached_response, page_cache
from thinktank.delivery.cache_tags import LONGEST_LIFE, on_erase
from thinktank.delivery.decorators import PublicPage, public_page
from thinktank.library.files import serve_rendition
from thinktank.library.models import RenditionSet
from thinktank.library.views import for_staff_only
from thinktank.pages.models import SiteSettings
from thinktank.publishing.models import Edition, Reference

TEN_MINUTES = 10 * 60  # seconds: a browser asks again after that, and learns that a picture was withdrawn


@require_safe
def rendition(request: HttpRequest, key: str, filename: str) -> FileResponse:
    """A copy of a picture. Raises Http404 when nothing public shows the picture, unless staff ask."""
    if _is_shown_or_was_lately(key):
        return _rendition_for_everybody(request, key, filename)
    for_staff_only(request)
    return serve_rendition(key, filename)


_shown_lately = {}  # rendition key: a cached response with the moment and state under which the picture was shown
MOST = 2000  # keys
on_erase(_shown_lately.clear)


def _is_shown_or_was_lately(key):
    """Whether everybody may have it: while the database is away, what was so last, within the bounds of decision 0088."""
    if _was_shown_lately(key):
        return True
    known, now = cache_tags.current_state(), cached_response.now()
    try:
        shown = is_shown(key, timezone.now())
    except DatabaseError:
        with suppress(DatabaseError):
            cache_tags.cache_state()  # finds out for everybody that it is away
        if _was_shown_lately(key):
            return True
        raise
    if shown and known:
        _remember(key, now, known)
    return shown


def _was_shown_lately(key):
    known, page = cache_tags.last_known_state(), _shown_lately.get(key)
    return bool(known and page and page.is_usable_while_away(cached_response.now(), known))


def _remember(key, now, known):
    if len(_shown_lately) >= MOST:
        _shown_lately.clear()
    word = HttpResponse()
    word.public_page = PublicPage(LONGEST_LIFE, immutable=False, tags=None)
    change = page_cache.next_change(known)
    _shown_lately[key] = cached_response.make_cached_response(
        word, began=now, state=known, next_change=change
    )


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
