"""Ending editions: expiring and withdrawing."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thinktank.addresses.models import release_addresses
from thinktank.audit.chain import record
from thinktank.delivery.cache_tags import wait_for_all_processes
from thinktank.publishing.editions.announce import announce
from thinktank.publishing.editions.indexes import index_editions_of
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.editions.schedule import record_cancelled, remove_scheduled, scheduled_edition
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.revisions.save import lock_publication


class CannotEnd(Exception):
    """No edition can end at that moment; the message says why."""


def _editions(publication: Publication, language: str) -> EditionQuerySet[Edition]:
    return Edition.objects.filter(publication_id=publication.pk, language=language)


@transaction.atomic
def expire(
    publication: Publication, language: str, *, at: datetime.datetime, now: datetime.datetime
) -> Edition:
    """End the live edition at a moment, now or later. It stays readable at its numbered address. Raises CannotEnd."""
    lock_publication(publication)
    if at < now:
        raise CannotEnd(_("That time has passed. Choose a later one."))
    editions = _editions(publication, language)
    if editions.filter(live_from__gt=at).exists():
        raise CannotEnd(_("An edition is scheduled for later. Cancel it first."))
    edition = editions.filter(live_from__lt=at, erased_at=None).order_by("-live_from").first()
    if edition is None or (edition.live_until and edition.live_until <= now):
        raise CannotEnd(_("It is not live in this language."))
    edition.set_end(at, Edition.End.EXPIRED)
    invalidate_pages_of([edition])
    if at == now:
        release_addresses(publication.uid, language, now)
    index_editions_of(publication.pk)
    announce([edition], at)
    record("expired", publication, language=language, edition=edition.number, at=at)
    return edition


@transaction.atomic
def withdraw(publication: Publication, language: str, *, public_note: str, now: datetime.datetime) -> Edition:
    """Take the newest edition and all older ones in this language off the record, with a note for readers.

    Works on live and expired editions, and cancels a scheduled one. Raises CannotEnd.
    """
    lock_publication(publication)
    if not public_note.strip():
        raise CannotEnd(_("Say in a sentence why: readers will see it at this address."))
    if waiting := scheduled_edition(publication, language, now):
        remove_scheduled(waiting, now=now)
    newest = _editions(publication, language).order_by("-number").first()
    has_expired = newest is not None and newest.ended_as == Edition.End.EXPIRED and not newest.erased_at
    if newest is None or not (newest.is_live(now) or has_expired):
        raise CannotEnd(_("It is not live in this language."))
    until = newest.live_until
    if newest.is_live(now):
        until = max(now, newest.live_from + datetime.timedelta(microseconds=1))
    newest.set_end(until, Edition.End.WITHDRAWN, public_note.strip())
    release_addresses(publication.uid, language, now)
    invalidate_pages_of([newest])
    index_editions_of(publication.pk)
    announce([newest])
    if waiting:
        record_cancelled(waiting)
    record("withdrawn", publication, language=language, edition=newest.number)
    wait_for_all_processes()
    return newest
