"""Erasing an edition, for a court order or privacy: the one exception to immutability (rule 9 of docs/architecture.md).

Only administrators may do it. It removes the text from the edition, from the revisions that contain it, from lists and
from the desk's history, and deletes the files made from it. Number, interval, old digest, reason and date remain as a
tombstone, whose address answers 410. Every erasure is also written to a list outside the database
(settings.ERASURES_LIST), so that it can be applied again after a backup is restored.
"""

from __future__ import annotations

import datetime
import json
import os
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from thinktank.addresses.models import Address, release_addresses
from thinktank.audit.chain import record
from thinktank.delivery.cache_tags import ERASED, invalidate, wait_for_all_processes
from thinktank.publishing.editions.announce import announce
from thinktank.publishing.editions.generated_files import discard_files
from thinktank.publishing.editions.indexes import index_editions_of
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.models import Edition, Erasure, Listing, Reference, Revision
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.digests import canonical_json, sha256_of
from thinktank.publishing.revisions.newer_drafts import keep_newer_drafts
from thinktank.publishing.revisions.save import lock_publication
from thinktank.publishing.revisions.search_words import keep_search_text
from thinktank.publishing.working_copies import model_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

also_erased: list[Callable[[Edition], None]] = []
"""Called, in the transaction, by rooms above this one that keep words of editions."""

ONE_TICK = datetime.timedelta(microseconds=1)


class CannotErase(Exception):
    """The edition was never live, or no reason was given."""


def erase(edition: Edition, reason: str, *, by: User | None, now: datetime.datetime | None = None) -> None:
    """Permanently blank an edition that was live. Raises CannotErase without a reason, or if it was never live.

    Leaves the working copy unchanged: editors must correct it before they publish again. Raises the storage's error when
    files could not be deleted; erasing again deletes them.
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
def _erase(edition: Edition, reason: str, by: User | None, now: datetime.datetime) -> bool:
    lock_publication(edition.publication)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.erased_at:
        return False
    invalidate_pages_of([edition])
    announce([edition])
    invalidate(ERASED)
    wait_for_all_processes()
    _end_if_live(edition, now)
    _blank_revisions(edition)
    _blank(edition, reason, now)
    keep_newer_drafts(edition.publication_id)
    index_editions_of(edition.publication_id)
    Erasure.objects.create(edition=edition, reason=reason, erased_at=now, erased_by=by)
    record("erased", edition.publication, by=by, language=edition.language, edition=edition.number)
    return True


def _end_if_live(edition: Edition, now: datetime.datetime) -> None:
    if edition.is_live(now):
        edition.set_end(max(now, edition.live_from + ONE_TICK), Edition.End.WITHDRAWN, "")
        release_addresses(edition.publication_uid, edition.language, now)


def _blank(edition: Edition, reason: str, now: datetime.datetime) -> None:
    for name in ("title", "standfirst", "plain_text", "note", "correction", "public_note"):
        setattr(edition, name, "")
    edition.content, edition.card = {}, {}
    edition.erased_at, edition.erasure_reason = now, reason
    edition.save()
    _blank_labels(edition, now)
    _blank_history(edition)
    for forget in also_erased:
        forget(edition)
    edition.error_reports.update(text="", passage="", email="")  # readers quote the text
    Listing.objects.filter(edition=edition).delete()
    Reference.objects.filter(edition=edition).delete()
    model_of(edition.publication).keep_for_lists(edition)


def _blank_labels(edition: Edition, now: datetime.datetime) -> None:
    """Remove the title from all addresses in this language except that of the live edition."""
    addresses = Address.objects.filter(owner_uid=edition.publication_uid, language=edition.language)
    addresses.update(label="")
    siblings = Edition.objects.filter(publication_id=edition.publication_id, language=edition.language)
    if live := siblings.live(now).first():
        addresses.filter(prefix=live.prefix, slug=live.slug).update(label=live.title)


def _blank_history(edition: Edition) -> None:
    """Replace the titles in the desk's history of the publication, and remove the names of changed rows."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model_of(edition.publication)),
        object_id=str(edition.publication_id),
    )
    entries.update(object_repr=str(edition.publication_uid), change_message="")


def _blank_revisions(edition: Edition) -> None:
    """Remove this language's words from every revision that may contain the text.

    These are the edition's revision, the drafts since the edition before, and the revisions after it, before the one
    that the next edition was made from.
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


def without_words(snapshot: Snapshot, language: str) -> Snapshot:
    """The snapshot with empty texts in one language."""
    return snapshot | {
        "words": snapshot["words"] | {language: {}},
        "parts": {
            name: [part | {"words": part["words"] | {language: {}}} for part in parts]
            for name, parts in snapshot["parts"].items()
        },
    }


def _remember(edition: Edition, reason: str, now: datetime.datetime) -> None:
    line = {"edition": str(edition.uid), "reason": reason, "erased_at": now.isoformat()}
    settings.ERASURES_LIST.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.ERASURES_LIST, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def apply_erasures() -> int:
    """Erase every edition in the list outside the database, after a restore. Returns how many were erased."""
    if not settings.ERASURES_LIST.exists():
        return 0
    entries = [json.loads(line) for line in settings.ERASURES_LIST.read_text(encoding="utf-8").splitlines()]
    editions = {entry["edition"]: entry["reason"] for entry in entries}
    erased = 0
    for edition in Edition.objects.filter(uid__in=list(editions)):
        erased += _erase(edition, editions[str(edition.uid)], None, timezone.now())
        discard_files(edition)
    return erased
