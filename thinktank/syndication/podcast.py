"""The podcast feed of a language: RSS 2.0 with the iTunes namespace, one item per audio episode that is live."""

import datetime
from email.utils import format_datetime

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.choices import Kind
from articles.views import ROOM, recording_path
from thinktank.addresses.alternates import absolute
from thinktank.delivery.generations import listing
from thinktank.delivery.pages import public_page, shows
from thinktank.language.plain import kept
from thinktank.library.pictures import image_url, largest_width
from thinktank.library.sound import clock
from thinktank.pages.site import site_in
from thinktank.publishing import pages

MOST = 300  # episodes: the newest
SMALLEST_COVER = 1400  # pixels of a side: what podcast directories ask for


@public_page
def podcast(request):
    shows(request, listing(ROOM.type))
    language = request.LANGUAGE_CODE
    site = site_in(language, request.path)
    episodes = pages.live_of(request, ROOM).filter(kind=Kind.AUDIO).newest_first()[:MOST]
    context = {
        "site": site,
        "language": language,
        "self_address": absolute(request.path),
        "home": absolute(f"/{language}/{ROOM.prefix}/?kind={Kind.AUDIO}"),
        "cover": _cover(site.logo) or absolute(reverse("printing:podcast_cover")),
        "items": [_item(edition) for edition in episodes if edition.card["facts"].get("recording")],
    }
    feed = kept(render_to_string("syndication/podcast.xml", context))
    return HttpResponse(feed, content_type="application/rss+xml; charset=utf-8")


def _cover(logo):
    """The address of the institute's logo where it will do as a cover: square and large enough."""
    if not logo or logo["width"] != logo["height"] or largest_width(logo) < SMALLEST_COVER:
        return ""
    return absolute(image_url(logo, width=largest_width(logo)))


def _item(edition):
    recording = edition.card["facts"]["recording"]
    morning = datetime.datetime.combine(edition.dated, datetime.time(), timezone.get_default_timezone())
    return {
        "edition": edition,
        "address": absolute(edition.get_absolute_url()),
        "recording": recording,
        "recording_address": absolute(recording_path(edition, recording)),
        "duration": clock(recording["seconds"]),
        "published": format_datetime(morning),
        "authors": ", ".join(person["name"] for person in edition.card["people"]),
    }
