"""Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from thinktank.syndication.feeds.atom import moment
from thinktank.syndication.feeds.feed import Author, Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    written = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
        "items": [_item(entry) for entry in feed.entries],
    }
    kept = {name: value for name, value in written.items() if value or name == "items"}
    return json.dumps(kept, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    written = {
        "id": entry.id,
        "url": entry.page,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": moment(entry.published),
        "date_modified": moment(entry.updated),
        "authors": [_author(author) for author in entry.authors],
        "tags": list(entry.subjects),
        "attachments": _attachments(entry),
    }
    # An item must have a text of either kind.
    text = (
        {"content_html": entry.content} if entry.content else {"content_text": entry.summary or entry.title}
    )
    return {name: value for name, value in written.items() if value} | text


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name, **({"url": author.page} if author.page else {})}


def _attachments(entry: Entry) -> list[dict[str, Any]]:
    if not (file := entry.enclosure):
        return []
    return [
        {
            "url": file.address,
            "mime_type": file.media_type,
            "size_in_bytes": file.size,
            "duration_in_seconds": file.seconds,
        }
    ]
