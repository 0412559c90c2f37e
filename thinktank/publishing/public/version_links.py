"""Links between the versions of a text, in the headers of its pages: RFC 5829 (version relations), RFC 7089 (Memento)."""

import datetime
from collections.abc import Sequence
from email.utils import format_datetime

from thinktank.addresses.alternates import absolute
from thinktank.publishing.models import Edition

LINK_FORMAT = "application/link-format"  # RFC 6690, section 7.3


def link_header(edition: Edition, history: Sequence[Edition], *, is_memento: bool) -> str:
    """The value of the header Link on the page of a text, or on that of one of its editions (`is_memento`).

    `history` are its editions on record, the newest first.
    """
    own = edition.get_absolute_url()
    links = [
        *([(own, 'rel="original latest-version"')] if is_memento else []),
        (f"{own}editions/timegate/", 'rel="timegate"'),
        (f"{own}editions/timemap/", f'rel="timemap"; type="{LINK_FORMAT}"'),
        (f"{own}editions/", 'rel="version-history"'),
    ]
    if is_memento:
        before = max((row.number for row in history if row.number < edition.number), default=None)
        after = min((row.number for row in history if row.number > edition.number), default=None)
        for number, relation in ((before, "predecessor-version"), (after, "successor-version")):
            links += [(f"{own}editions/{number}/", f'rel="{relation}"')] if number else []
    return ", ".join(f"<{absolute(path)}>; {rest}" for path, rest in links)


def http_date(moment: datetime.datetime) -> str:
    """A moment as HTTP writes it: whole seconds, "GMT"."""
    return format_datetime(moment.astimezone(datetime.UTC).replace(microsecond=0), usegmt=True)
