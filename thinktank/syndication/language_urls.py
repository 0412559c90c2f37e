"""Feeds, calendars and other forms of texts for programs. Their addresses begin with a language."""

from django.urls import path

from thinktank.syndication.calendars import views as calendars
from thinktank.syndication.podcast import podcast

urlpatterns = [
    path("podcast.rss", podcast, name="podcast"),
    path("events.ics", calendars.events_calendar, name="events_calendar"),
    path("events/<slug:slug>/event.ics", calendars.event_calendar, name="event_calendar"),
    path("topics/<slug:slug>/events.ics", calendars.topic_calendar, name="topic_calendar"),
    path("projects/<slug:slug>/events.ics", calendars.project_calendar, name="project_calendar"),
]
