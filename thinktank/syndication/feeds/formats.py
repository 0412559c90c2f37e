"""The formats of feeds, by the end of their addresses: feed.atom, feed.rss, feed.json."""

from collections.abc import Callable
from dataclasses import dataclass

from thinktank.syndication.feeds.atom import write_atom
from thinktank.syndication.feeds.feed import Feed
from thinktank.syndication.feeds.json_feed import write_json_feed
from thinktank.syndication.feeds.rss import write_rss


@dataclass(frozen=True)
class Format:
    name: str  # as readers know it
    media_type: str
    write: Callable[[Feed], bytes]


FORMATS = {
    "atom": Format("Atom", "application/atom+xml", write_atom),
    "rss": Format("RSS", "application/rss+xml", write_rss),
    "json": Format("JSON Feed", "application/feed+json", write_json_feed),
}


class FormatConverter:
    """`<feed_format:form>` in a path."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
