"""Links between the versions of a text, in the headers of its pages: RFC 5829 (version relations), RFC 7089 (Memento)."""

import datetime
from collections.abc import Sequence
from email.utils import format_datetime

from thinktank.addresses.alternates import absolute
from thinktank.publishing.models import Edition

LINK_FORMAT = "application/link-format"  # RFC 6690, section 7.3


def link_header(edition: Edition, history: Sequence[Edition], *, is_memento: bool) -> str:
    """The value of the header Link on the page of a text, or on that of one of its editions (`is_memento`).

    `history` are its editions on record, the newest first: its address is that of the text.
    """
    own = (history[0] if history else edition).get_absolute_url()
    links = [
        *([(own, 'rel="original latest-version"')] if is_memento else []),
        (f"{own}editions/timegate/", 'rel="timegate"'),
        (f"{own}editions/timemap/", f'rel="timemap"; type="{LINK_FORMAT}"'),
        (f"{own}editions/", 'rel="version-history"'),
    ]
    if is_memento:
        before = next((row for row in history if row.number < edition.number), None)
        after = next((row for row in reversed(history) if row.number > edition.number), None)
        for row, relation in ((before, "predecessor-version"), (after, "successor-version")):
            links += [(memento_path(row), f'rel="{relation}"')] if row else []
    return ", ".join(f"<{absolute(path)}>; {rest}" for path, rest in links)


def memento_path(edition: Edition) -> str:
    """Where the edition stays: below the address that its text had then."""
    return f"{edition.get_absolute_url()}editions/{edition.number}/"


def memento_moment(edition: Edition) -> datetime.datetime:
    """When the edition went live, in whole seconds as HTTP writes them: who asks for this moment gets this edition."""
    return edition.live_from.replace(microsecond=0)


def http_date(moment: datetime.datetime) -> str:
    """A moment as HTTP writes it: whole seconds, "GMT"."""
    return format_datetime(moment.astimezone(datetime.UTC).replace(microsecond=0), usegmt=True)
