"""Saving a revision of the working copy, and bringing an older one back."""

import zlib

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.publishing.models import Publication, Reference, Revision
from thinktank.publishing.revisions.digests import canonical_json, sha256_of
from thinktank.publishing.revisions.references import references_in_snapshot
from thinktank.publishing.revisions.search_words import keep_search_text
from thinktank.publishing.revisions.snapshot import restore, says_the_same, take_snapshot


class SavedMeanwhile(Exception):
    """Somebody else saved this publication since it was opened."""


def newest_revision(publication):
    """The publication's newest revision, or None when it was never saved through the desk."""
    return Revision.objects.filter(publication_id=publication.pk).order_by("-number").first()


def newest_number(publication):
    """The number of that revision; 0 for none."""
    newest = newest_revision(publication)
    return newest.number if newest else 0


def lock_publication(publication):
    """Hold the publication's row until the transaction ends (SQLite: its one write lock does so already)."""
    return Publication.objects.select_for_update().get(pk=publication.pk)


def save_revision(publication, *, by, note="", based_on=None):
    """Number and keep the working copy as it is now; the newest revision when nothing has changed.

    `based_on` is the number of the revision the editor began with: raises SavedMeanwhile when there is a newer one.
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
        return revision


def _keep_references(publication, snapshot):
    Reference.objects.filter(publication_id=publication.pk, edition=None).delete()
    Reference.objects.bulk_create(
        Reference(publication_id=publication.pk, target_type=target_type, target_uid=uid)
        for target_type, uid in references_in_snapshot(type(publication), snapshot)
    )


def restore_revision(publication, revision, *, by):
    """Make the working copy equal to an older revision; this is a revision of its own. Raises CannotRestore."""
    with transaction.atomic():
        lock_publication(publication)
        restore(publication, revision.snapshot)
        fresh = type(publication).objects.get(pk=publication.pk)
        return save_revision(
            fresh, by=by, note=_("Revision %(number)s restored") % {"number": revision.number}
        )
