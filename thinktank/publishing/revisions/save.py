"""Saving a revision of the working copy, and restoring an older one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.audit.chain import record
from thinktank.publishing.models import Publication, Reference, Revision
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions.conflicts import keep_conflicts
from thinktank.publishing.revisions.digests import canonical_json, sha256_of
from thinktank.publishing.revisions.newer_drafts import keep_newer_drafts
from thinktank.publishing.revisions.references import references_in_snapshot
from thinktank.publishing.revisions.search_words import keep_search_text
from thinktank.publishing.revisions.snapshot import completed, restore, says_the_same, take_snapshot
from thinktank.publishing.revisions.three_way_merge import Conflict, merge_changes

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SavedMeanwhile(Exception):
    """Another editor saved this publication after this one had opened it."""


def newest_revision(publication: Publication) -> Revision | None:
    """The publication's newest revision, or None when it was never saved on the desk."""
    return Revision.objects.filter(publication_id=publication.pk).order_by("-number").first()


def newest_number(publication: Publication) -> int:
    """The number of the publication's newest revision; 0 when there is none."""
    newest = newest_revision(publication)
    return newest.number if newest else 0


def lock_publication(publication: Publication) -> Publication:
    """Lock the publication's row until the transaction ends. On SQLite the database's write lock does the same."""
    return Publication.objects.select_for_update().get(pk=publication.pk)


def save_revision(
    publication: Publication, *, by: User | None, note: str = "", based_on: int | None = None
) -> Revision:
    """Store the working copy as the next revision and return it; return the newest one when nothing has changed.

    `based_on` is the number of the revision the editor began with. Raises SavedMeanwhile when there is a newer one.
    """
    with transaction.atomic():
        lock_publication(publication)
        newest = newest_revision(publication)
        if based_on is not None and newest and newest.number != based_on:
            raise SavedMeanwhile
        snapshot = take_snapshot(publication)
        if newest and says_the_same(newest.snapshot, snapshot):
            return newest
        try:
            revision = Revision.objects.create(
                publication_id=publication.pk,
                number=newest.number + 1 if newest else 1,
                packed=zlib.compress(canonical_json(snapshot), 9),
                digest=sha256_of(snapshot),
                saved_at=timezone.now(),
                saved_by=by,
                note=note,
            )
        except IntegrityError as error:
            raise SavedMeanwhile from error
        _keep_references(publication, snapshot)
        keep_search_text(publication.pk, snapshot)
        keep_newer_drafts(publication.pk)
        return revision


@dataclass(frozen=True)
class MergedSave:
    """What became of a form: the revision, whose changes it was merged with (the newest), and where both disagree."""

    revision: Revision
    merged_with: Revision | None = None
    conflicts: Sequence[Conflict] = ()


def save_merged(publication: Publication, *, by: User | None, based_on: int) -> MergedSave:
    """Save the working copy that an editor made of revision `based_on`, with what others have saved since."""
    with transaction.atomic():
        lock_publication(publication)
        theirs = newest_revision(publication)
        if theirs is None or theirs.number == based_on:
            return MergedSave(save_revision(publication, by=by))
        model = type(publication)
        mine = take_snapshot(publication)
        merged, conflicts = merge_changes(
            _snapshot_of(publication, based_on, mine),
            completed(model, theirs.snapshot),
            completed(model, mine),
        )
        if not says_the_same(merged, mine):
            restore(publication, merged)
            publication = model.objects.get(pk=publication.pk)
        saved = save_revision(publication, by=by)
        keep_conflicts(publication, conflicts, theirs, by)
        return MergedSave(saved, theirs, conflicts)


def _snapshot_of(publication: Publication, number: int, like: Snapshot) -> Snapshot:
    """The snapshot of this revision; one without anything when the editor began before there was a revision."""
    found = Revision.objects.filter(publication_id=publication.pk, number=number).first()
    nothing = like | {"facts": {}, "words": {}, "terms": {}, "parts": {}}
    return completed(type(publication), found.snapshot) if found else cast(Snapshot, nothing)


def _keep_references(publication: Publication, snapshot: Snapshot) -> None:
    Reference.objects.filter(publication_id=publication.pk, edition=None).delete()
    Reference.objects.bulk_create(
        Reference(publication_id=publication.pk, target_type=target_type, target_uid=uid)
        for target_type, uid in references_in_snapshot(type(publication), snapshot)
    )


def index_again(publication: Publication) -> None:
    """Make anew what is derived from the newest revision, when the publication came back without having been saved."""
    if newest := newest_revision(publication):
        with transaction.atomic():
            _keep_references(publication, newest.snapshot)
            keep_search_text(publication.pk, newest.snapshot)
            keep_newer_drafts(publication.pk)


def restore_revision(publication: Publication, revision: Revision, *, by: User | None) -> Revision:
    """Reset the working copy to an older revision and save that as a new revision. Raises CannotRestore."""
    with transaction.atomic():
        lock_publication(publication)
        restore(publication, revision.snapshot)
        fresh = type(publication).objects.get(pk=publication.pk)
        note = _("Revision %(number)s restored") % {"number": revision.number}
        saved = save_revision(fresh, by=by, note=note)
        record("restored", publication, by=by, revision=revision.number)
        return saved
