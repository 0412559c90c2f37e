"""Beginning a correction: the working copy becomes what readers see now, so that a draft does not slip in with it."""

from django.db import transaction

from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import lock_publication, newest_revision, save_revision
from thinktank.publishing.revisions.snapshot import merge, restore


class NotLive(Exception):
    """There is no live edition in this language to correct."""


@transaction.atomic
def begin_correction(publication, language, *, by, now, note=""):
    """Make the working copy equal to what is live; the draft stays as the revision before. Returns the new revision.

    Facts come from the live edition of this language; words, language by language, from the revision that each live
    edition took them from. A language that is not live keeps its draft. Raises NotLive and CannotRestore.
    """
    lock_publication(publication)
    live = _live_editions(publication, now)
    if language not in live:
        raise NotLive
    snapshot = live_snapshot(live, language, newest_revision(publication).snapshot)
    restore(publication, snapshot)
    fresh = type(publication).objects.get(pk=publication.pk)
    return save_revision(fresh, by=by, note=note)


def _live_editions(publication, now):
    editions = Edition.objects.filter(publication_id=publication.pk).live(now)
    return {edition.language: edition for edition in editions.select_related("revision", "words_from")}


def live_snapshot(live, language, draft):
    """The snapshot whose facts and words are those of the live editions (by language), else of the draft."""
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
