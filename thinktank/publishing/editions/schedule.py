"""Scheduled editions: at most one per publication and language, and what undoes one."""

from django.db import transaction

from thinktank.addresses.models import Address
from thinktank.publishing.editions.generated_files import forget_files
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import lock_publication


class NotScheduled(Exception):
    """It is live already, or was never scheduled: it can only be replaced or withdrawn."""


def scheduled_edition(publication, language, now):
    """The edition that waits for its time in this language, or None."""
    editions = Edition.objects.filter(publication_id=publication.pk, language=language).scheduled(now)
    return editions.select_related("revision", "words_from").first()


@transaction.atomic
def cancel_scheduled(edition, *, now):
    """Remove an edition that was never live and open its predecessor's end again. Raises NotScheduled."""
    lock_publication(edition.publication)
    edition = Edition.objects.select_for_update().filter(pk=edition.pk).first()
    if edition is None or edition.live_from <= now:
        raise NotScheduled
    siblings = Edition.objects.filter(publication_id=edition.publication_id, language=edition.language)
    predecessor = siblings.filter(live_until=edition.live_from, ended_as=Edition.End.REPLACED).first()
    until, ended_as = edition.live_until, edition.ended_as
    invalidate_pages_of([edition])
    edition.translations.update(translates=predecessor)  # they wait too, or it could not be their original
    forget_files(edition)
    edition.delete()
    if predecessor:
        predecessor.set_end(until, ended_as)
    _free_addresses(edition, siblings, now)


def _free_addresses(edition, siblings, now):
    """An address that was never public is free again; the one of the live edition is the current one."""
    uid, language = edition.publication_uid, edition.language
    mine = Address.objects.filter(owner_uid=uid, language=language)
    mine.filter(since__gt=now).delete()
    if live := siblings.live(now).first():
        mine.update(is_current=False)
        mine.filter(slug=live.slug, prefix=live.prefix).update(is_current=True)
