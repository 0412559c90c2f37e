"""Telling others of what was published: the hub of WebSub, and search engines by IndexNow. Off without their settings.

Publishing queues one task for each act, in its transaction. The worker sends, and tries again when nobody answers.
"""

import datetime
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.tasks import task
from django.utils import timezone

from thinktank.addresses.alternates import absolute
from thinktank.addresses.directory import LISTED_PREFIXES, directory
from thinktank.delivery.decorators import public_page
from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.publication_types import type_named
from thinktank.syndication.feeds.formats import FORMATS

PATIENCE = 10  # seconds
logger = logging.getLogger(__name__)


def queue_announcement(editions: Sequence[Edition], at: datetime.datetime | None = None) -> None:
    """One task for the editions of an act that go live together, to be run when they do; or when they end, at `at`."""
    if not (settings.WEBSUB_HUB or settings.INDEXNOW_KEY):
        return
    now = timezone.now()
    together: dict[datetime.datetime | None, list[str]] = {}
    for edition in editions:
        moment = at or edition.live_from
        together.setdefault(moment if moment > now else None, []).append(str(edition.uid))
    for later, uids in together.items():
        announce_editions.using(run_after=later).enqueue(uids)


@task
def announce_editions(edition_uids: list[str]) -> None:
    """Tell of the pages and feeds of these editions, if they have gone live. Telling twice does no harm."""
    found = Edition.objects.filter(uid__in=edition_uids, live_from__lte=timezone.now()).for_lists()
    editions = list(found.order_by("pk"))
    if editions and settings.INDEXNOW_KEY:
        _tell_search_engines([absolute(edition.get_absolute_url()) for edition in editions])
    feeds = {feed for edition in editions for feed in _feeds_with(edition)}
    if feeds and settings.WEBSUB_HUB:
        _tell_hub(sorted(feeds))


def _tell_search_engines(addresses: Sequence[str]) -> None:
    """One POST with all addresses (https://www.indexnow.org/documentation)."""
    key = settings.INDEXNOW_KEY
    told = {
        "host": urlsplit(settings.SITE_ORIGIN).netloc,
        "key": key,
        "keyLocation": absolute(f"/{key}.txt"),
        "urlList": list(dict.fromkeys(addresses)),
    }
    _send(settings.INDEXNOW_ENDPOINT, json.dumps(told).encode(), "application/json; charset=utf-8")


def _tell_hub(feeds: Sequence[str]) -> None:
    """One POST with all feeds that have changed, as hubs take it (the publisher's side is left open by WebSub, 6)."""
    told = [("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]
    _send(settings.WEBSUB_HUB, urlencode(told).encode(), "application/x-www-form-urlencoded")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whom to tell is in the settings; nobody there may send us elsewhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def _send(address: str, body: bytes, media_type: str) -> None:
    """Raises OSError when nobody answers, or answers that it may be tried again: the worker does. A refusal is logged."""
    request = urllib.request.Request(address, body, {"Content-Type": media_type})  # noqa: S310  # from the settings
    try:
        with _opener.open(request, timeout=PATIENCE):
            pass
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code in {408, 429}:
            raise
        logger.error("%s refused what was announced: %s %s", address, error.code, error.reason)


def _feeds_with(edition: Edition) -> Iterable[str]:
    """The addresses of all feeds that show the edition: of everything, its type, its subjects, and itself."""
    language, publication_type = edition.language, type_named(edition.type)
    if not publication_type.has_list:
        return
    own = publication_type.list_path(language)
    subjects = Listing.objects.filter(edition=edition).values_list("subject_uid", flat=True)
    pages = [f"/{language}/", own, *_pages_of(subjects, language), f"{edition.get_absolute_url()}editions/"]
    for page in pages:
        yield from (absolute(f"{page}feed.{ending}") for ending in FORMATS)
    narrowed = f"{own}feed.%s?kind={edition.kind}"
    yield from (absolute(narrowed % ending) for ending in FORMATS)


def _pages_of(uids: Iterable[UUID], language: str) -> Iterable[str]:
    entries = (directory().find(uid, language) for uid in uids)
    return (entry.path for entry in entries if entry and entry.prefix in LISTED_PREFIXES)


@public_page
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The file by which search engines see that who has the key also has the site."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
