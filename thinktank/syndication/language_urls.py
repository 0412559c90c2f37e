"""Feeds, calendars and other forms of texts for programs. Their addresses begin with a language."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, register_converter

from experts.models import Expert, Organization
from thinktank.publishing.publication_types import publication_types, types_with_lists
from thinktank.syndication.calendars import views as calendars
from thinktank.syndication.feeds import views as feeds
from thinktank.syndication.feeds.formats import FormatConverter
from thinktank.syndication.markdown.views import edition_markdown_view, markdown_view
from thinktank.syndication.podcast import podcast
from thinktank.taxonomy.models import Audience, Project, Region, Series, Topic

register_converter(FormatConverter, "feed_format")

SUBJECTS: list[Any] = [Topic, Region, Project, Series, Audience, Expert, Organization]
FEED = "feed.<feed_format:form>"


def _feeds() -> Iterator[URLPattern]:
    yield path(FEED, feeds.site_feed, name="feed")
    yield path(f"search/{FEED}", feeds.search_feed, name="search_feed")
    for each in types_with_lists():
        yield path(f"{each.prefix}/{FEED}", feeds.type_feed(each), name=f"{each.name}_feed")
        editions = f"{each.prefix}/<slug:slug>/editions/{FEED}"
        yield path(editions, feeds.editions_feed(each), name=f"{each.name}_editions_feed")
    for model in SUBJECTS:
        route = f"{model.address_prefix}/<slug:slug>/{FEED}"
        yield path(route, feeds.subject_feed(model), name=f"{model._meta.model_name}_feed")


def _markdown() -> Iterator[URLPattern]:
    for each in publication_types():
        base = f"{each.prefix}/<slug:slug>" if each.prefix else "<slug:slug>"
        yield path(f"{base}.md", markdown_view(each), name=f"{each.name}_markdown")
        edition = f"{base}/editions/<int:number>.md"
        yield path(edition, edition_markdown_view(each), name=f"{each.name}_edition_markdown")


urlpatterns = [
    path("podcast.rss", podcast, name="podcast"),
    *_feeds(),
    *_markdown(),
    path("events.ics", calendars.events_calendar, name="events_calendar"),
    path("events/<slug:slug>/event.ics", calendars.event_calendar, name="event_calendar"),
    path("topics/<slug:slug>/events.ics", calendars.topic_calendar, name="topic_calendar"),
    path("projects/<slug:slug>/events.ics", calendars.project_calendar, name="project_calendar"),
]
