"""Beginning a correction: reset the working copy to what readers see, so that no draft is published with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from thinktank.audit.chain import record
from thinktank.language import languages
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.save import lock_publication, newest_revision, save_revision
from thinktank.publishing.revisions.snapshot import merge, restore

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NotLive(Exception):
    """This language has no live edition to correct."""


@transaction.atomic
def begin_correction(
    publication: Publication, language: str, *, by: User | None, now: datetime.datetime, note: str = ""
) -> Revision:
    """Reset the working copy to what is live and save it. The draft remains as the revision before.

    Facts come from the live edition of this language, texts from the revision behind each language's live edition. A
    language that is not live keeps its draft. Returns the new revision. Raises NotLive and CannotRestore.
    """
    lock_publication(publication)
    live, newest = _live_editions(publication, now), newest_revision(publication)
    if language not in live or newest is None:
        raise NotLive
    snapshot = live_snapshot(live, language, newest.snapshot)
    restore(publication, snapshot)
    fresh = type(publication).objects.get(pk=publication.pk)
    saved = save_revision(fresh, by=by, note=note)
    record("correction_begun", publication, by=by, language=language)
    return saved


def _live_editions(publication: Publication, now: datetime.datetime) -> dict[str, Edition]:
    editions = Edition.objects.filter(publication_id=publication.pk).live(now)
    return {edition.language: edition for edition in editions.select_related("revision", "words_from")}


def live_snapshot(live: Mapping[str, Edition], language: str, draft: Snapshot) -> Snapshot:
    """The facts of one live edition with the texts of each language's live edition, else with those of the draft."""
    facts = live[language].revision.snapshot
    of_language = {
        code: merge(facts, live[code].words_from.snapshot if code in live else draft, code)
        for code in languages.codes()
    }
    return facts | {
        "words": {code: merged["words"][code] for code, merged in of_language.items()},
        "parts": {
            name: [
                part
                | {
                    "words": {
                        code: of_language[code]["parts"][name][place]["words"][code] for code in of_language
                    }
                }
                for place, part in enumerate(parts)
            ]
            for name, parts in facts["parts"].items()
        },
    }
