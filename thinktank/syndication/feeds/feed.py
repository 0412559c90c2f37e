"""A feed and its entries, before they are written as Atom, RSS or JSON Feed."""

import datetime
from dataclasses import dataclass, field

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Author:
    name: str
    page: str = ""  # the address of the person's page, if there is one


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an entry: the recording of an episode."""

    address: str
    media_type: str
    size: int  # bytes
    seconds: int


@dataclass(frozen=True)
class Entry:
    """A text, or what was changed in one. Addresses are absolute; moments are those of editions."""

    id: str  # a URI that never changes
    title: str
    page: str
    published: datetime.datetime
    updated: datetime.datetime
    summary: str = ""  # plain text
    content: str = ""  # HTML, as portable.py makes it
    authors: tuple[Author, ...] = ()
    subjects: tuple[str, ...] = ()
    enclosure: Enclosure | None = None


@dataclass(frozen=True)
class Feed:
    """Entries, newest first. Addresses are absolute."""

    title: str
    address: str  # its own
    page: str  # of the site, which shows the same
    language: str
    publisher: str
    subtitle: str = ""
    rights: str = ""
    hub: str = ""  # of WebSub
    entries: tuple[Entry, ...] = field(default=())

    @property
    def updated(self) -> datetime.datetime:
        """When its newest entry was: never the moment of asking, so that unchanged feeds are the same bytes."""
        return max((entry.updated for entry in self.entries), default=EPOCH)
