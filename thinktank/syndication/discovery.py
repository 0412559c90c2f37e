"""Which feeds and calendar belong to a page: for its head, where feed readers look, and for a line at its foot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import with_query
from thinktank.publishing.publication_types import publication_types, types_with_lists
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
    markdown: Link | None = None
    is_text: bool = False

    @property
    def all(self) -> list[Link]:
        return [*self.feeds, *filter(None, [self.calendar])]

    @property
    def in_head(self) -> list[Link]:
        return [*self.all, *filter(None, [self.markdown])]


CALENDARS = {
    "event_list": "events_calendar",
    "topic_detail": "topic_calendar",
    "project_detail": "project_calendar",
}


def alternates_of(request: HttpRequest, context: Mapping[str, Any]) -> Alternates:
    """The feeds, the calendar and the Markdown of the page that answers this request. `context`: of its template.

    Texts in another language than the page have none; of texts that have ended, numbered editions have Markdown.
    """
    match = request.resolver_match
    if not match or not match.url_name or context.get("shown_language") or context.get("preview"):
        return Alternates()
    name, arguments = match.url_name, match.kwargs
    if context.get("ended") and not context.get("is_numbered"):
        return Alternates()
    query = {"kind": context.get("kind", "")} if name.endswith("_list") else {}
    return Alternates(
        _feeds(name, arguments, query),
        _link(_("Calendar"), "text/calendar", CALENDARS.get(name), arguments),
        _link("Markdown", "text/markdown", _markdown_of_texts().get(name), arguments),
        is_text=name in _feeds_of_texts(),
    )


def _feeds(name: str, arguments: dict[str, Any], query: dict[str, str]) -> list[Link]:
    if not (feed := (_feeds_of_texts() | _feeds_of_lists()).get(name)):
        return []
    return [
        Link(each.name, each.media_type, with_query(reverse(feed, kwargs={**arguments, "form": form}), query))
        for form, each in FORMATS.items()
    ]


def _link(name: str, media_type: str, target: str | None, arguments: dict[str, Any]) -> Link | None:
    return Link(name, media_type, reverse(target, kwargs=arguments)) if target else None


def _markdown_of_texts() -> dict[str, str]:
    """{name of the page's address: name of the Markdown's}"""
    names = [each.name for each in publication_types()]
    return {f"{name}_detail": f"{name}_markdown" for name in names} | {
        f"{name}_edition": f"{name}_edition_markdown" for name in names
    }


def _feeds_of_texts() -> dict[str, str]:
    """{name of the page's address: name of the feed's}"""
    return {f"{each.name}_detail": f"{each.name}_editions_feed" for each in types_with_lists()}


def _feeds_of_lists() -> dict[str, str]:
    types = {f"{each.name}_list": f"{each.name}_feed" for each in types_with_lists()}
    names = [model._meta.model_name for model in SUBJECTS]
    return {"home": "feed", **types, **{f"{name}_detail": f"{name}_feed" for name in names}}
