"""Which feeds and calendar belong to a page: for its head, where feed readers look, and for a line at its foot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import with_query
from thinktank.publishing.publication_types import types_with_lists
from thinktank.syndication.feeds.formats import FORMATS
from thinktank.syndication.language_urls import SUBJECTS


@dataclass(frozen=True)
class Link:
    name: str
    media_type: str
    path: str


@dataclass(frozen=True)
class Alternates:
    """What else there is of a page. `is_text`: it is the page of one text, and its feed tells of new editions."""

    feeds: list[Link] = field(default_factory=list)
    calendar: Link | None = None
    is_text: bool = False

    @property
    def all(self) -> list[Link]:
        return [*self.feeds, *filter(None, [self.calendar])]


CALENDARS = {
    "event_list": "events_calendar",
    "topic_detail": "topic_calendar",
    "project_detail": "project_calendar",
}


def alternates_of(request: HttpRequest, context: Mapping[str, Any]) -> Alternates:
    """The feeds and the calendar of the page that answers this request. `context`: of its template.

    Texts in another language than the page, and texts that have ended, have none.
    """
    match = request.resolver_match
    name = match.url_name if match else None
    if (
        not match
        or not name
        or context.get("shown_language")
        or context.get("ended")
        or context.get("preview")
    ):
        return Alternates()
    is_text = name in _feeds_of_texts()
    if not (feed := (_feeds_of_texts() | _feeds_of_lists()).get(name)):
        return Alternates()
    query = {"kind": context.get("kind", "")} if name.endswith("_list") else {}
    feeds = [
        Link(
            each.name,
            each.media_type,
            with_query(reverse(feed, kwargs={**match.kwargs, "form": form}), query),
        )
        for form, each in FORMATS.items()
    ]
    return Alternates(feeds, _calendar(name, match.kwargs), is_text)


def _calendar(name: str, arguments: dict[str, Any]) -> Link | None:
    calendar = CALENDARS.get(name)
    return Link(_("Calendar"), "text/calendar", reverse(calendar, kwargs=arguments)) if calendar else None


def _feeds_of_texts() -> dict[str, str]:
    """{name of the page's address: name of the feed's}"""
    return {f"{each.name}_detail": f"{each.name}_editions_feed" for each in types_with_lists()}


def _feeds_of_lists() -> dict[str, str]:
    types = {f"{each.name}_list": f"{each.name}_feed" for each in types_with_lists()}
    names = [model._meta.model_name for model in SUBJECTS]
    return {"home": "feed", **types, **{f"{name}_detail": f"{name}_feed" for name in names}}
