"""A new working copy from an old one: for the next round table of a series, a report's next year."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import restore, take_snapshot

TITLE_LENGTH = 250


@transaction.atomic
def duplicate(publication, *, by):
    """A copy with rows and topics, a marked title, and identity, address, day and editions of its own."""
    snapshot = take_snapshot(publication)
    copy = type(publication)(created_by=by)
    restore(copy, _as_new(snapshot))
    copy = type(publication).objects.get(pk=copy.pk)
    save_revision(copy, by=by)
    return copy


def _as_new(snapshot):
    return snapshot | {
        "facts": snapshot["facts"] | {"dated": None},
        "words": {language: _marked(language, words) for language, words in snapshot["words"].items()},
        "parts": {
            name: [part | {"uid": str(uuid.uuid4())} for part in parts]
            for name, parts in snapshot["parts"].items()
        },
    }


def _marked(language, words):
    title = words.get("title", "")
    if title:
        with override(language):
            mark = " " + _("(copy)")
        title = title[: TITLE_LENGTH - len(mark)] + mark
    return words | {"title": title, "slug": ""}
