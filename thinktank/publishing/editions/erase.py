"""Erasure, the one act that breaks immutability (docs/architecture.md, rule 9): a court order, privacy. Administrators only.

The text goes from the edition, from the revisions that hold it, from lists, from the desk's history, and from storage: the files
made from it. Number, interval, old digest, reason and date stay as a tombstone that answers 410. Every erasure also stands in a list outside the database
(settings.ERASURES_LIST), so that it can be applied again after a backup is restored.
"""

import datetime
import json
import os
import zlib

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from thinktank.addresses.models import Address, release_addresses
from thinktank.delivery.cache_tags import ERASED, invalidate, wait_for_all_workers
from thinktank.publishing.editions.generated_files import discard_files
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.models import Edition, Erasure, Listing, Reference, Revision
from thinktank.publishing.revisions.digests import canonical_json, sha256_of
from thinktank.publishing.revisions.save import lock_publication
from thinktank.publishing.revisions.search_words import keep_search_text
from thinktank.publishing.working_copies import model_of

ONE_TICK = datetime.timedelta(microseconds=1)


class CannotErase(Exception):
    pass


def erase(edition, reason, *, by, now=None):
    """Blank an edition that was live, for good. Raises CannotErase without a reason, or for one never live.

    The working copy is not touched: it is the editors' to mend before they publish again. When files could not be
    deleted, the error of the storage is raised; erasing once more deletes them.
    """
    reason, now = reason.strip(), now or timezone.now()
    if not reason:
        raise CannotErase("An erasure needs a reason.")
    if edition.live_from > now:
        raise CannotErase("It was never live: cancel it instead.")
    if _erase(edition, reason, by, now):
        _remember(edition, reason, now)
    discard_files(edition)


@transaction.atomic
def _erase(edition, reason, by, now):
    lock_publication(edition.publication)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.erased_at:
        return False
    invalidate_pages_of([edition])
    invalidate(ERASED)
    wait_for_all_workers()
    _end_if_live(edition, now)
    _blank_revisions(edition)
    _blank(edition, reason, now)
    Erasure.objects.create(edition=edition, reason=reason, erased_at=now, erased_by=by)
    return True


def _end_if_live(edition, now):
    if edition.is_live(now):
        edition.set_end(max(now, edition.live_from + ONE_TICK), Edition.End.WITHDRAWN, "")
        release_addresses(edition.publication_uid, edition.language, now)


def _blank(edition, reason, now):
    for name in ("title", "standfirst", "plain_text", "note", "correction", "public_note"):
        setattr(edition, name, "")
    edition.content, edition.card = {}, {}
    edition.erased_at, edition.erasure_reason = now, reason
    edition.save()
    _blank_labels(edition, now)
    _blank_history(edition)
    edition.error_reports.update(text="", passage="", email="")  # readers quote
    Listing.objects.filter(edition=edition).delete()
    Reference.objects.filter(edition=edition).delete()
    model_of(edition.publication).keep_for_lists(edition)


def _blank_labels(edition, now):
    """Addresses carry titles too: only that of the live edition stays."""
    addresses = Address.objects.filter(owner_uid=edition.publication_uid, language=edition.language)
    addresses.update(label="")
    siblings = Edition.objects.filter(publication_id=edition.publication_id, language=edition.language)
    if live := siblings.live(now).first():
        addresses.filter(prefix=live.prefix, slug=live.slug).update(label=live.title)


def _blank_history(edition):
    """The desk's history of the publication names it by its title, and what was changed by its names."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model_of(edition.publication)),
        object_id=str(edition.publication_id),
    )
    entries.update(object_repr=str(edition.publication_uid), change_message="")


def _blank_revisions(edition):
    """Remove this language's words from every revision that may hold the text.

    Its own, the drafts since the edition before, and those after it, up to the one the next edition was made from.
    """
    siblings = Edition.objects.filter(publication_id=edition.publication_id, language=edition.language)
    own = edition.words_from.number
    before = siblings.filter(number=edition.number - 1).values_list("words_from__number", flat=True).first()
    after = siblings.filter(number=edition.number + 1).values_list("words_from__number", flat=True).first()
    revisions = Revision.objects.filter(
        publication_id=edition.publication_id, number__gte=min((before or 0) + 1, own)
    )
    if after:
        revisions = revisions.filter(number__lte=max(after - 1, own))
    for revision in revisions:
        snapshot = without_words(revision.snapshot, edition.language)
        revision.packed, revision.digest = zlib.compress(canonical_json(snapshot), 9), sha256_of(snapshot)
        revision.save(update_fields=["packed", "digest"])
    if newest := Revision.objects.filter(publication_id=edition.publication_id).order_by("-number").first():
        keep_search_text(edition.publication_id, newest.snapshot)


def without_words(snapshot, language):
    """The snapshot with empty texts in one language."""
    return snapshot | {
        "words": snapshot["words"] | {language: {}},
        "parts": {
            name: [part | {"words": part["words"] | {language: {}}} for part in parts]
            for name, parts in snapshot["parts"].items()
        },
    }


def _remember(edition, reason, now):
    line = {"edition": str(edition.uid), "reason": reason, "erased_at": now.isoformat()}
    settings.ERASURES_LIST.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.ERASURES_LIST, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def apply_erasures():
    """Erase again everything in the list outside the database: after a restore. Returns how many were applied."""
    if not settings.ERASURES_LIST.exists():
        return 0
    entries = [json.loads(line) for line in settings.ERASURES_LIST.read_text(encoding="utf-8").splitlines()]
    editions = {entry["edition"]: entry["reason"] for entry in entries}
    erased = 0
    for edition in Edition.objects.filter(uid__in=list(editions)):
        erased += _erase(edition, editions[str(edition.uid)], None, timezone.now())
        discard_files(edition)
    return erased
