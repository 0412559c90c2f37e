"""Send renditions of pictures: to everybody while a public page shows the picture, else to editors only."""

import datetime
from contextlib import suppress

from django.db import DatabaseError
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from experts.models import Expert, Organization
from thinktank.delivery import cache_tags, cached_response, page_cache
from thinktank.delivery.cache_tags import PAGE_LIFE, CacheState, on_erase
from thinktank.delivery.cached_response import CachedResponse
from thinktank.delivery.decorators import PublicPage, public_page
from thinktank.delivery.media_host import sent_from_media_host
from thinktank.library.files import serve_rendition
from thinktank.library.models import RenditionSet
from thinktank.library.views import for_editors_only
from thinktank.pages.models import SiteSettings
from thinktank.publishing.models import Edition, Reference

TEN_MINUTES = 10 * 60  # seconds after which a browser asks again and notices that a picture was withdrawn


@sent_from_media_host(elsewhere_too=True)
@require_safe
def rendition(request: HttpRequest, key: str, filename: str) -> FileResponse:
    """A rendition. Raises Http404 when no public page shows the picture, unless the user may see previews."""
    if _is_shown_or_was_lately(key):
        return _rendition_for_everybody(request, key, filename)
    for_editors_only(request)
    return serve_rendition(key, filename)


# By rendition key: an empty cached response that records when, and in which cache state, the picture was public
_shown_lately: dict[str, CachedResponse] = {}
MAX_KEYS = 2000
on_erase(_shown_lately.clear)


def _is_shown_or_was_lately(key: str) -> bool:
    """Whether everybody may see the picture. While the database is away, the last answer counts (decision 0088)."""
    if _was_shown_lately(key):
        return True
    known, now = cache_tags.current_state(), cached_response.now()
    try:
        shown = is_shown(key, timezone.now())
    except DatabaseError:
        with suppress(DatabaseError):
            cache_tags.cache_state()  # records for all requests that the database is away
        if _was_shown_lately(key):
            return True
        raise
    if shown and known:
        _remember(key, now, known)
    return shown


def _was_shown_lately(key: str) -> bool:
    known, page = cache_tags.last_known_state(), _shown_lately.get(key)
    return bool(known and page and page.is_usable_while_away(cached_response.now(), known))


def _remember(key: str, now: float, known: CacheState) -> None:
    if len(_shown_lately) >= MAX_KEYS:
        _shown_lately.clear()
    empty = HttpResponse()
    empty.public_page = PublicPage(PAGE_LIFE, immutable=False, tags=None)  # type: ignore[attr-defined] # as public_page
    change = page_cache.next_change(known)
    _shown_lately[key] = cached_response.make_cached_response(
        empty, began=now, state=known, next_change=change
    )


@public_page(max_age=TEN_MINUTES)
def _rendition_for_everybody(request: HttpRequest, key: str, filename: str) -> FileResponse:
    return serve_rendition(key, filename)


def is_shown(key: str, at: datetime.datetime) -> bool:
    """Whether a public page shows the picture with renditions under this key. One query.

    That is an edition on record, a public person or institution, or the site as its logo. An edition that is older than the
    file does not show it: it was published with the file that was replaced.
    """
    in_editions = Reference.objects.filter(
        target_type=Reference.TargetType.IMAGE,
        target_uid=OuterRef("image__uid"),
        edition__in=Edition.objects.on_record(at),
    )
    shown_by = (
        in_editions.filter(edition__made_at__gte=OuterRef("replaced_at")),
        Expert.objects.filter(portrait=OuterRef("image"), is_public=True),
        Organization.objects.filter(logo=OuterRef("image"), is_public=True),
        SiteSettings.objects.filter(Q(logo=OuterRef("image")) | Q(logo_on_dark=OuterRef("image"))),
    )
    is_public = Q(Exists(in_editions), replaced_at=None)
    for rows in shown_by:
        is_public |= Q(Exists(rows))
    return RenditionSet.objects.filter(is_public, key=key).exists()
