"""Copying a working copy, for the next round table of a series or next year's report."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thinktank.publishing.identifiers import IDENTIFIERS
from thinktank.publishing.models import Publication
from thinktank.publishing.models.revision import Snapshot, Texts
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import restore, take_snapshot

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TITLE_LENGTH = 250


@transaction.atomic
def duplicate(publication: Publication, *, by: User | None) -> Publication:
    """Save a copy with the same texts, rows and topics, and "(copy)" in its title. It has no date, address,
    DOI or editions.

    Raises CannotRestore when something that the original links to no longer exists.
    """
    snapshot = take_snapshot(publication)
    copy = type(publication)(created_by=by)
    restore(copy, _as_new(snapshot))
    copy = type(publication).objects.get(pk=copy.pk)
    save_revision(copy, by=by)
    return copy


def _as_new(snapshot: Snapshot) -> Snapshot:
    return snapshot | {
        "facts": snapshot["facts"] | {"dated": None},
        "words": {language: _marked(language, words) for language, words in snapshot["words"].items()},
        "parts": {
            name: [part | {"uid": str(uuid.uuid4())} for part in parts]
            for name, parts in snapshot["parts"].items()
        },
    }


def _marked(language: str, words: Texts) -> Texts:
    title = words.get("title", "")
    if title:
        with override(language):
            mark = " " + _("(copy)")
        title = title[: TITLE_LENGTH - len(mark)] + mark
    return words | {"title": title, "slug": ""} | dict.fromkeys(IDENTIFIERS, "")
