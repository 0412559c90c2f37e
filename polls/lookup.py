"""The poll at an address: every page and every vote finds it here."""

import datetime

from django.http import Http404

from polls.models import Poll
from thinktank.language import languages


def poll_at(language: str, slug: str, at: datetime.datetime) -> Poll:
    """The poll whose page has this address at this moment. Raises Http404 when there is none."""
    polls = Poll.objects.public_in(language, at).filter(**{languages.field_name("slug", language): slug})
    if (poll := polls.first()) is None:
        raise Http404
    return poll
