"""Scheduled editions, at most one per publication and language, and cancelling one."""

import datetime

from django.db import transaction

from thinktank.addresses.models import Address
from thinktank.audit.chain import record
from thinktank.publishing.editions.generated_files import forget_files
from thinktank.publishing.editions.indexes import index_editions_of
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.revisions.newer_drafts import keep_newer_drafts
from thinktank.publishing.revisions.save import lock_publication


class NotScheduled(Exception):
    """The edition is live already, or was cancelled. A live one can only be replaced or withdrawn."""


def scheduled_edition(publication: Publication, language: str, now: datetime.datetime) -> Edition | None:
    """The edition that will go live later in this language, or None."""
    editions = Edition.objects.filter(publication_id=publication.pk, language=language).scheduled(now)
    return editions.select_related("revision", "words_from").first()


@transaction.atomic
def cancel_scheduled(edition: Edition, *, now: datetime.datetime) -> None:
    """Delete an edition that was never live and restore its predecessor's end. Raises NotScheduled."""
    remove_scheduled(edition, now=now)
    record_cancelled(edition)


def record_cancelled(edition: Edition) -> None:
    record("cancelled", edition.publication, language=edition.language, edition=edition.number)


def remove_scheduled(edition: Edition, *, now: datetime.datetime) -> None:
    """Like `cancel_scheduled`, inside the transaction of a larger act, which records it at its end."""
    lock_publication(edition.publication)
    waiting = Edition.objects.select_for_update().filter(pk=edition.pk).first()
    if waiting is None or waiting.live_from <= now:
        raise NotScheduled
    edition = waiting
    siblings = Edition.objects.filter(publication_id=edition.publication_id, language=edition.language)
    predecessor = siblings.filter(live_until=edition.live_from, ended_as=Edition.End.REPLACED).first()
    until, ended_as = edition.live_until, edition.ended_as
    invalidate_pages_of([edition])
    edition.translations.update(
        translates=predecessor
    )  # they are scheduled too: a live edition has a live original
    forget_files(edition)
    edition.delete()
    if predecessor:
        predecessor.set_end(until, ended_as)
    _free_addresses(edition, siblings, now)
    keep_newer_drafts(edition.publication_id)
    index_editions_of(edition.publication_id)


def _free_addresses(edition: Edition, siblings: EditionQuerySet[Edition], now: datetime.datetime) -> None:
    """Delete the addresses that were never public, and make that of the live edition the current one."""
    uid, language = edition.publication_uid, edition.language
    mine = Address.objects.filter(owner_uid=uid, language=language)
    mine.filter(since__gt=now).delete()
    if live := siblings.live(now).first():
        mine.update(is_current=False)
        mine.filter(slug=live.slug, prefix=live.prefix).update(is_current=True)
