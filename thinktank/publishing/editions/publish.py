"""Publishing: a plan lists every edition that will be made, then one short transaction makes them.

plan = plan_publishing(article, ["en"], now=timezone.now())
carry_out(plan, by=user)

See rules 2 to 4 of docs/architecture.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from thinktank.addresses.models import claim_address
from thinktank.audit.chain import record
from thinktank.monitoring.metrics import EDITIONS
from thinktank.publishing.editions.announce import announce
from thinktank.publishing.editions.build import build_edition
from thinktank.publishing.editions.compile import Compiled
from thinktank.publishing.editions.generated_files import ask_for_files
from thinktank.publishing.editions.indexes import index_editions_of
from thinktank.publishing.editions.invalidate import invalidate_pages_of
from thinktank.publishing.editions.plan import (
    CannotPublish,
    ChangedMeanwhile,
    Plan,
    PlannedEdition,
    edition_at,
    editions_and_ends,
    plan_publishing,
)
from thinktank.publishing.editions.schedule import record_cancelled, remove_scheduled
from thinktank.publishing.editions.translations import confirm_translation, source_id_of
from thinktank.publishing.models import Edition, Listing, Publication, Reference
from thinktank.publishing.revisions.digests import digest_of, sha256_of
from thinktank.publishing.revisions.newer_drafts import keep_newer_drafts
from thinktank.publishing.revisions.save import lock_publication, newest_revision
from thinktank.publishing.revisions.snapshot import words_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ONE_TICK = datetime.timedelta(microseconds=1)


def carry_out(plan: Plan, *, by: User | None) -> list[Edition]:
    """Make every edition of the plan in one transaction and return them. Raises what `carry_out_all` does."""
    return carry_out_all([plan], by=by)


@transaction.atomic
def carry_out_all(plans: Sequence[Plan], *, by: User | None) -> list[Edition]:
    """Make every edition of the plans, each of another publication, in one transaction and return them.

    Raises CannotPublish when a plan has blocking problems, AddressTaken when an address is taken, and ChangedMeanwhile
    when another editor saved or published in the meantime. Nothing is written then.
    """
    if blocking := [problem for plan in plans for problem in plan.blocking]:
        raise CannotPublish(blocking)
    lock_publications(plans)
    for plan in plans:
        is_stale = newest_revision(plan.publication) != (plan.newest or plan.revision)
        if is_stale or editions_and_ends(plan.publication) != plan.basis:
            raise ChangedMeanwhile
    return [edition for plan in plans for edition in _make_all(plan, by)]


def lock_publications(plans: Sequence[Plan]) -> None:
    """Always in one order, so that none waits for ever."""
    for plan in sorted(plans, key=lambda plan: plan.publication.pk):
        lock_publication(plan.publication)


def _make_all(plan: Plan, by: User | None) -> list[Edition]:
    """Make the editions of one plan, whose publication is locked, and all that follows from them."""
    made = make_editions(plan, by=by)
    ask_for_files(made)
    index_editions_of(plan.publication.pk)
    announce(made)
    for edition in made:
        if edition.live_until:
            announce([edition], edition.live_until)  # the end that was set for its predecessor
    _record(plan, made, by)
    transaction.on_commit(partial(_count, made))
    return made


def make_editions(plan: Plan, *, by: User | None) -> list[Edition]:
    """The editions alone, with what readers' pages show of them, inside the transaction of a larger act."""
    waiting = _cancel(plan)
    made = [_make(plan, planned, by) for planned in plan.in_order()]
    for edition in made:
        translations = waiting.get((edition.language, edition.text_digest), [])
        Edition.objects.filter(pk__in=translations, live_from__gte=edition.live_from).update(
            translates=edition
        )
    _note_translations_at_hand(plan, made, by)
    keep_newer_drafts(plan.publication.pk)
    invalidate_pages_of(made)
    return made


def _record(plan: Plan, made: list[Edition], by: User | None) -> None:
    for edition in plan.cancelled:
        record_cancelled(edition)
    for edition in made:
        said = {"language": edition.language, "edition": edition.number}
        if edition.live_from > plan.now:
            record("scheduled", plan.publication, by=by, at=edition.live_from, **said)
        else:
            record("corrected" if edition.correction else "published", plan.publication, by=by, **said)


def _count(made: list[Edition]) -> None:
    for edition in made:
        EDITIONS.labels(edition.type, edition.language).inc()


def _note_translations_at_hand(plan: Plan, made: list[Edition], by: User | None) -> None:
    """Confirm translations that were published before their original but written from this very text of it."""
    for original in (edition for edition in made if edition.language == plan.publication.original_language):
        others = Edition.objects.filter(publication_id=plan.publication.pk, erased_at=None)
        others = others.exclude(language=original.language).exclude(pk__in=[edition.pk for edition in made])
        for translation in others.filter(live_until=None).select_related("words_from"):
            original_words = words_of(translation.words_from.snapshot, original.language)
            if sha256_of(original_words) == original.text_digest and _has_new_words(translation):
                confirm_translation(translation, original, by=by, now=plan.now)


def _has_new_words(edition: Edition) -> bool:
    before = Edition.objects.filter(
        publication_id=edition.publication_id, language=edition.language, number=edition.number - 1
    )
    return not before.filter(text_digest=edition.text_digest).exists()


def _cancel(plan: Plan) -> dict[tuple[str, str], list[int]]:
    """Delete the scheduled editions; returns {(language, text digest): ids of their scheduled translations}."""
    translations: dict[tuple[str, str], list[int]] = {}
    for edition in plan.cancelled:
        waiting = edition.translations.values_list("pk", flat=True)
        translations[edition.language, edition.text_digest] = list(waiting)
        remove_scheduled(edition, now=plan.now)
    return translations


def _make(plan: Plan, planned: PlannedEdition, by: User | None) -> Edition:
    publication, language, compiled = plan.publication, planned.language, planned.compiled
    at, until, ended_as = _end_predecessor(publication, language, planned.at)
    edition = build_edition(
        publication,
        planned,
        now=plan.now,
        at=at,
        revision=plan.revision,
        translates_id=_source_id(plan, planned, at),
        made_by=by,
        taken_over=plan.taken_over,
        live_until=until,
        ended_as=ended_as,
    )
    edition.digest = digest_of(edition)
    edition.save(force_insert=True)
    _list_and_refer(edition, compiled)
    claim_address(
        publication.uid,
        language,
        compiled.prefix,
        compiled.slug,
        label=compiled.title,
        since=at,
        now=plan.now,
    )
    return edition


def _source_id(plan: Plan, planned: PlannedEdition, at: datetime.datetime) -> int | None:
    """The id of the original that a planned edition translates, or None.

    New words translate the original that is live at that moment. Words that were live before, until now or some time
    ago, translate what they did then.
    """
    original = plan.publication.original_language
    if planned.language == original:
        return None
    if planned.words_from != plan.revision:
        if planned.translates_id is None or Edition.objects.filter(pk=planned.translates_id).exists():
            return planned.translates_id
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    of_these_words = own.filter(text_digest=planned.text_digest).exclude(translates=None)
    if newest := of_these_words.order_by("-number").first():
        return source_id_of(newest)
    edition = edition_at(plan.publication, original, at)
    return edition.pk if edition else None


def _end_predecessor(
    publication: Publication, language: str, at: datetime.datetime
) -> tuple[datetime.datetime, datetime.datetime | None, str]:
    """End the edition that is live at that moment. Returns (start, end, reason) for its successor.

    The successor inherits the end of its predecessor.
    """
    predecessor = Edition.objects.filter(publication_id=publication.pk, language=language).live(at).first()
    if predecessor is None:
        return at, None, ""
    at = max(at, predecessor.live_from + ONE_TICK)
    until, ended_as = predecessor.live_until, predecessor.ended_as
    predecessor.set_end(at, Edition.End.REPLACED)
    return at, until, ended_as


def _list_and_refer(edition: Edition, compiled: Compiled) -> None:
    Listing.objects.bulk_create(
        Listing(
            edition=edition,
            subject_uid=uid,
            language=edition.language,
            dated=edition.dated,
            live_from=edition.live_from,
            first_live_from=edition.first_live_from,
            live_until=edition.live_until,
        )
        for uid in compiled.subjects
    )
    Reference.objects.bulk_create(
        Reference(
            publication_id=edition.publication_id, edition=edition, target_type=target_type, target_uid=uid
        )
        for target_type, uid in compiled.references
    )


def publish(
    publication: Publication,
    asked: Sequence[str],
    *,
    by: User | None,
    now: datetime.datetime | None = None,
    **options: Any,
) -> list[Edition]:
    """Plan and carry out in one call, for importers, the demo and tests. Options as for `plan_publishing`."""
    plan = plan_publishing(publication, asked, now=now or timezone.now(), **options)
    return carry_out(plan, by=by)
