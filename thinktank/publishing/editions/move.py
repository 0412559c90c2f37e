"""Moving what is scheduled to another moment: one edition, or a release with all its editions, in one transaction.

An edition does not change, so it is made again with the words and facts it has, whatever the draft says by now.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile, Plan, plan_moving
from thinktank.publishing.editions.publish import carry_out_all
from thinktank.publishing.editions.release import scheduled_editions
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.models import Edition, Release
from thinktank.publishing.working_copies import model_of
from thinktank.richtext.problems import Problem

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Movable:
    """What moves together: an edition, or the release with which it was scheduled and all editions of that."""

    editions: list[Edition]
    release: Release | None


def movable(edition_id: int, now: datetime.datetime) -> Movable | None:
    """None when no such edition is scheduled any more."""
    scheduled = Edition.objects.scheduled(now).select_related("publication", "revision", "words_from")
    edition = scheduled.filter(pk=edition_id).first()
    if edition is None:
        return None
    releases = Release.objects.scheduled(now).filter(scheduled_for=edition.live_from)
    release = releases.filter(items__publication=edition.publication_id).first()
    if release is None:
        return Movable([edition], None)
    own = scheduled_editions(release).select_related("publication", "revision", "words_from")
    return Movable(list(own), release)


def move(what: Movable, *, at: datetime.datetime, now: datetime.datetime, by: User | None) -> list[Edition]:
    """Schedule it for another moment. Returns the editions made.

    Raises CannotPublish when something prevents it, ChangedMeanwhile and NotScheduled when somebody changed or cancelled
    it, and AddressTaken. Nothing is written then.
    """
    if at <= now:
        raise CannotPublish([Problem(_("That time has passed. Choose a later one."), is_blocking=True)])
    plans = _plans(what, at, now)
    with transaction.atomic():
        if what.release:
            _move_release(what.release, at, now)
        return carry_out_all(plans, by=by)


def _plans(what: Movable, at: datetime.datetime, now: datetime.datetime) -> list[Plan]:
    of_revision: dict[tuple[int, int], list[Edition]] = {}
    for edition in what.editions:
        of_revision.setdefault((edition.publication_id, edition.revision_id), []).append(edition)
    return [
        plan_moving(model_of(own[0].publication).objects.get(pk=own[0].publication_id), own, now=now, at=at)
        for own in of_revision.values()
    ]


def _move_release(release: Release, at: datetime.datetime, now: datetime.datetime) -> None:
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if not locked.is_scheduled(now):
        raise NotScheduled
    if locked.scheduled_for != release.scheduled_for:
        raise ChangedMeanwhile
    locked.moment = locked.scheduled_for = at
    locked.save(update_fields=["moment", "scheduled_for"])
