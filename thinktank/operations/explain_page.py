"""Why a public page shows what it shows: its edition and revision, its cache tags, and when they were invalidated."""

import datetime
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation

from thinktank.delivery import cached_response, page_cache
from thinktank.delivery.bad_input import status_of_bad_input
from thinktank.delivery.cache_tags import FORGET_AFTER, CacheState, cache_state
from thinktank.delivery.models import Invalidation
from thinktank.publishing.models import Edition, Revision


class UnknownPage(LookupError):
    """No page is at this path. Its text says why."""


def explain_page(path: str) -> Iterator[tuple[str, str]]:
    """(name, value) of what is known about the public page at a path or URL of the site.

    Renders the page, and writes nothing. Raises UnknownPage.
    """
    request = _request_for(path)
    match = _match_of(request)
    yield "path", request.get_full_path()
    yield "view", match.view_name or match.func.__name__
    if not getattr(match.func, "is_public", False):
        yield "cacheable", "no: the view is private"
        return
    response = _response_of(request, match)
    yield "status", _status_of(response)
    if edition := getattr(request, "edition", None):
        yield from _record_of(edition)
    state = cache_state()
    yield from _tags_of(request)
    yield "next expiry", _moment(page_cache.next_change(state))
    yield "cacheable", _cacheable(response)
    yield "last copy", _copy_on_disk(path, state)


def _request_for(path: str) -> HttpRequest:
    address = urlsplit(path)
    site = urlsplit(settings.SITE_ORIGIN)
    if not address.path.startswith("/"):
        raise UnknownPage(f"“{path}” is no path of the site: it must begin with a slash.")
    if address.netloc not in ("", site.netloc):
        raise UnknownPage(f"“{path}” is at another site: this one is {settings.SITE_ORIGIN}.")
    target = f"{address.path}?{address.query}" if address.query else address.path
    request = RequestFactory().get(target, headers={"host": site.netloc}, secure=settings.SITE_IS_HTTPS)
    if status := status_of_bad_input(request):
        raise UnknownPage(f"The site refuses “{path}” with status {status}.")
    return request


def _match_of(request: HttpRequest) -> ResolverMatch:
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return resolve(request.path_info)
        except Resolver404 as error:
            raise UnknownPage(
                f"There is no page at {request.path}: no URL pattern of the site matches it."
            ) from error


def _response_of(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    request.resolver_match = match
    try:
        with translation.override(translation.get_language()):
            return match.func(request, *match.args, **match.kwargs)
    except Http404 as error:
        raise UnknownPage(
            f"There is no page at {request.path}: the view {match.view_name} found nothing there."
        ) from error


def _status_of(response: HttpResponseBase) -> str:
    location = response.headers.get("Location")
    return f"{response.status_code}, moved to {location}" if location else str(response.status_code)


def _record_of(edition: Edition) -> Iterator[tuple[str, str]]:
    record = Edition.objects.select_related("revision").get(pk=edition.pk)
    until = f" until {_moment(record.live_until)} ({record.ended_as})" if record.live_until else ""
    erased = f", erased {_moment(record.erased_at)}" if record.erased_at else ""
    yield "type", record.type
    yield "publication", str(record.publication_uid)
    yield (
        "edition",
        f"{record.number} ({record.language}), live from {_moment(record.live_from)}{until}{erased}",
    )
    yield "revision", f"{record.revision.number}, saved {_moment(record.revision.saved_at)}"
    newest = Revision.objects.filter(publication=record.publication_id).first()
    if newest and newest.pk != record.revision_id:
        yield "newer revision", f"{newest.number}, saved {_moment(newest.saved_at)}, not in this edition"


def _tags_of(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Each tag with its last invalidation, as far as they are kept (FORGET_AFTER)."""
    tags: frozenset[str] | None = request.cache_tags
    rows = Invalidation.objects.all() if tags is None else Invalidation.objects.filter(tag__in=tags)
    last = dict(rows.order_by().values_list("tag").annotate(last=Max("at")))
    if tags is None:
        yield "tags", "any: every invalidation makes this page old"
    minutes = FORGET_AFTER // datetime.timedelta(minutes=1)
    for tag in sorted(last if tags is None else tags):
        at = last.get(tag)
        yield (
            "tag",
            f"{tag}, "
            + (f"last invalidated {_moment(at)}" if at else f"not invalidated in the last {minutes} minutes"),
        )


def _cacheable(response: HttpResponseBase) -> str:
    public = getattr(response, "public_page", None)
    if public is None:
        return f"no: responses with status {response.status_code} are not stored"
    if response.streaming:
        return f"by browsers for {public.max_age} s; not in the page cache, because it is a file"
    if page_cache.is_off():
        return "no: the page cache is off (PAGE_CACHE=0)"
    if len(response.content) > page_cache.MAX_BODY:
        return f"no: {len(response.content)} bytes are more than {page_cache.MAX_BODY}"
    return f"yes, for {public.life} s at most; by browsers for {public.max_age} s"


def _copy_on_disk(path: str, state: CacheState) -> str:
    """The copy that a server process on this machine left for times when the database is away."""
    request = _request_for(path)
    key = page_cache.key_of(request)
    page = key and page_cache.snapshot(key)
    if not page:
        return "none on this machine's disk"
    now = cached_response.now()
    made = _moment(datetime.datetime.fromtimestamp(page.made_at, datetime.UTC))
    if state.has_changed_since(page.seen, page.tags):
        return f"rendered {made}, invalidated since"
    return f"rendered {made}, " + ("fresh" if page.is_fresh(now, state) else "its life has ended")


def _moment(at: datetime.datetime) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds")
