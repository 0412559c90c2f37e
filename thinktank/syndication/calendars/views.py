"""The addresses of calendars: one event, all events of a language, those of a topic or a project."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.publication_type import EVENTS
from thinktank.delivery.cache_tags import TAGGED_PAGE_LIFE, list_tag, publication_tag, subject_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.pages.site import site_in
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public import pages
from thinktank.syndication.calendars.calendar import Publisher, calendar_of
from thinktank.syndication.lookup import live_edition_at, subject_at
from thinktank.taxonomy.models import Project, Topic

MEDIA_TYPE = "text/calendar; charset=utf-8"
MOST_EVENTS = 500  # in a calendar: those that begin last


@public_page(life=TAGGED_PAGE_LIFE)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One event, to be added to a calendar."""
    edition = live_edition_at(request, EVENTS, slug, "event.ics")
    if isinstance(edition, HttpResponse):
        return edition
    tag_response(request, publication_tag(edition.publication_uid))
    return _calendar(request, [edition], edition.title)


@public_page(life=TAGGED_PAGE_LIFE)
def events_calendar(request: HttpRequest) -> HttpResponse:
    """All events of a language, past ones too: a calendar drops what is no longer in it."""
    tag_response(request, list_tag(EVENTS.name))
    site = site_in(request.LANGUAGE_CODE, request.path)
    return _calendar(request, _latest(pages.live_of(request, EVENTS)), _("%s: events") % site.name)


@public_page(life=TAGGED_PAGE_LIFE)
def topic_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject_calendar(request, Topic, slug)


@public_page(life=TAGGED_PAGE_LIFE)
def project_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject_calendar(request, Project, slug)


def _subject_calendar(request: HttpRequest, model: Any, slug: str) -> HttpResponse:
    found = subject_at(request, model, slug, "events.ics")
    if isinstance(found, HttpResponse):
        return found
    tag_response(request, subject_tag(found.uid))
    events = pages.live_of(request, EVENTS).filter(listings__subject_uid=found.uid)
    return _calendar(request, _latest(events), _("%s: events") % found.label_in(request.LANGUAGE_CODE))


def _latest(events: EditionQuerySet) -> EditionQuerySet:
    return events.order_by("-occasion__starts_at", "-pk")[:MOST_EVENTS]


def _calendar(request: HttpRequest, editions: Iterable[Edition], name: str) -> HttpResponse:
    publisher = Publisher(site_in(request.LANGUAGE_CODE, request.path).name, f"/{request.LANGUAGE_CODE}/")
    content = calendar_of(editions, publisher, name=name, path=request.path, at=timezone.now())
    return HttpResponse(content, content_type=MEDIA_TYPE)
