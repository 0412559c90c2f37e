"""The poll at an address: every page and every vote finds it here."""

import datetime
import functools
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404

from polls.models import Poll
from thinktank.database.prepared import prepared
from thinktank.language import languages


def poll_at(language: str, slug: str, at: datetime.datetime) -> Poll:
    """The poll whose page has this address at this moment. Raises Http404 when there is none. One query."""
    for poll in _polls_at(language)(slug=slug, at=at):
        return poll
    raise Http404


@functools.cache
def _polls_at(language: str) -> Callable[..., list[Poll]]:
    """The prepared query in one language: its columns depend on the language."""

    @prepared
    def polls_at(slug: str, at: datetime.datetime) -> QuerySet[Poll]:
        return Poll.objects.public_in(language, at).filter(**{languages.field_name("slug", language): slug})[
            :1
        ]

    return polls_at
