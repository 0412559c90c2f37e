"""The podcast feed of a language: RSS 2.0 with the iTunes namespace. Each live audio episode is an item."""

import datetime
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.choices import Kind
from articles.publication_type import ARTICLES
from articles.recordings import recording_path
from thinktank.addresses.alternates import absolute
from thinktank.delivery.cache_tags import list_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.language.plain import kept
from thinktank.library.pictures import image_url, largest_width
from thinktank.library.sound import clock
from thinktank.pages.site import site_in
from thinktank.publishing.models import Edition
from thinktank.publishing.public import pages
from thinktank.publishing.public.cards import markings_on_card
from thinktank.syndication.markings import markings_of_site

MAX_EPISODES = 300  # the newest ones
A_SECOND = datetime.timedelta(seconds=1)
SMALLEST_COVER = 1400  # pixels on each side, which podcast directories require


@public_page
def podcast(request: HttpRequest) -> HttpResponse:
    tag_response(request, list_tag(ARTICLES.name))
    language = request.LANGUAGE_CODE
    site = site_in(language, request.path)
    episodes = _with_first_moments(
        pages.live_of(request, ARTICLES).filter(kind=Kind.AUDIO).newest_first()[:MAX_EPISODES]
    )
    context = {
        "site": site,
        "language": language,
        "self_address": absolute(request.path),
        "home": absolute(f"{ARTICLES.list_path(language)}?kind={Kind.AUDIO}"),
        "cover": _cover(site.logo) or absolute(reverse("printing:podcast_cover")),
        "items": [
            _item(edition, moment) for edition, moment in episodes if edition.card["facts"].get("recording")
        ],
    }
    feed = kept(render_to_string("syndication/podcast.xml", context))
    return HttpResponse(feed, content_type="application/rss+xml; charset=utf-8")


def _cover(logo: dict[str, Any] | None) -> str:
    """The address of the institute's logo if it is square and large enough for a cover, else an empty string."""
    if not logo or logo["width"] != logo["height"] or largest_width(logo) < SMALLEST_COVER:
        return ""
    return absolute(image_url(logo, width=largest_width(logo)))


def _with_first_moments(editions: Iterable[Edition]) -> Iterator[tuple[Edition, datetime.datetime]]:
    """Yield (edition, publication moment), newest first; no two moments are equal.

    The moment is the day the edition is dated, at the time of day it first went live. It is never later than the
    moment it first went live, because players hide episodes dated in the future. A correction does not change it,
    because players treat an episode with another date as a new one.
    """
    zone = timezone.get_default_timezone()
    before: datetime.datetime | None = None
    moments = [(_first_moment(edition, zone), edition.publication_id, edition) for edition in editions]
    for moment, _key, edition in sorted(moments, reverse=True):
        before = (
            min(moment.replace(microsecond=0), before - A_SECOND) if before else moment.replace(microsecond=0)
        )
        yield edition, before


def _first_moment(edition: Edition, zone: datetime.tzinfo) -> datetime.datetime:
    first = edition.first_live_from.astimezone(zone)
    return min(first, datetime.datetime.combine(edition.dated, first.time(), zone))


def _item(edition: Edition, moment: datetime.datetime) -> dict[str, Any]:
    recording = edition.card["facts"]["recording"]
    return {
        "edition": edition,
        "address": absolute(edition.get_absolute_url()),
        "recording": recording,
        "recording_address": absolute(recording_path(edition, recording)),
        "duration": clock(recording["seconds"]),
        "published": format_datetime(moment),
        "markings": _markings(edition),
        "authors": ", ".join(person["name"] for person in edition.card["people"]),
    }


def _markings(edition: Edition) -> str:
    """What must be said today of the site and of those whom the episode names, as one line."""
    named = [(name, shown) for name, all_ in markings_on_card(edition).items() for shown in all_]
    said = [*markings_of_site(edition.language), *named]
    return " ".join(f"{name}: {shown.words}" if name else shown.words for name, shown in said)
