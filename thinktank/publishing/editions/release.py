"""Scheduling all texts of a release at once, and cancelling them at once: all in one transaction, or nothing.

plan = plan_release(release, now=timezone.now())
schedule_release(plan, by=user)

plan_release compiles and writes nothing, like plan_publishing. Scheduling a release again makes its editions anew, for the
same moment or another one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile, Plan
from thinktank.publishing.editions.plan_each import Asked, Planned, plan_each
from thinktank.publishing.editions.publish import carry_out_all
from thinktank.publishing.editions.schedule import NotScheduled, record_cancelled, remove_scheduled
from thinktank.publishing.models import Edition, Release, ReleaseItem
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.working_copies import model_of
from thinktank.richtext.problems import Problem

if TYPE_CHECKING:
    from django.contrib.auth.models import User

type Contents = list[tuple[int, list[str]]]  # ids of publications, and their languages


@dataclass(frozen=True)
class ReleasePlan:
    """Everything that scheduling a release will do. `problems` are those of the release, beside those of its texts."""

    release: Release
    contents: Contents
    texts: list[Planned]
    problems: list[Problem]

    @property
    def blocking(self) -> list[Problem]:
        return [*self.problems, *(problem for text in self.texts for problem in text.blocking)]

    @property
    def plans(self) -> list[Plan]:
        return [text.plan for text in self.texts if text.plan]


def plan_release(release: Release, *, now: datetime.datetime) -> ReleasePlan:
    """Plan the newest texts of all drafts of the release for its moment."""
    items = list(release.items.select_related("publication"))
    problems = list(_problems(release, items, now))
    at = release.moment if release.moment and release.moment > now else now
    return ReleasePlan(release, _contents(items), plan_each(asked_of(items), now=now, at=at), problems)


def asked_of(items: list[ReleaseItem]) -> list[Asked]:
    """The working copies as their own types; a language that the site no longer has is left out."""
    known = languages.codes()
    return [
        (
            model_of(item.publication).objects.get(pk=item.publication_id),
            [code for code in known if code in item.languages],
        )
        for item in items
    ]


def _contents(items: list[ReleaseItem]) -> Contents:
    return [(item.publication_id, list(item.languages)) for item in items]


def _problems(release: Release, items: list[ReleaseItem], now: datetime.datetime) -> Iterator[Problem]:
    if not items:
        yield Problem(_("The release has no texts yet."), is_blocking=True)
    if release.moment is None:
        yield Problem(_("Choose when it goes live."), is_blocking=True)
    elif release.moment <= now:
        yield Problem(_("That time has passed. Choose a later one."), is_blocking=True)
    if release.scheduled_for and release.scheduled_for != release.moment:
        yield Problem(_("It is scheduled for another time. Cancel it first."), is_blocking=True)
    others = ReleaseItem.objects.filter(publication__in=[item.publication_id for item in items])
    others = others.filter(release__in=Release.objects.scheduled(now)).exclude(release=release)
    own = {item.publication_id: set(item.languages) for item in items}
    for other in others.select_related("release", "publication"):
        if own[other.publication_id] & set(other.languages):
            sentence = _(
                "“%(title)s” is scheduled with the release “%(release)s”. Take it out of one of the two."
            )
            words = {"title": other.publication, "release": other.release}
            yield Problem(sentence % words, is_blocking=True)


@transaction.atomic
def schedule_release(plan: ReleasePlan, *, by: User | None) -> list[Edition]:
    """Make the editions of all texts, all for the same moment, and return them.

    Raises CannotPublish when anything blocks it, ChangedMeanwhile when a text, an edition or the release itself was
    changed after planning, and AddressTaken. Nothing is written then.
    """
    if plan.blocking:
        raise CannotPublish(plan.blocking)
    release = _locked(plan.release)
    if release.moment != plan.release.moment or release.scheduled_for != plan.release.scheduled_for:
        raise ChangedMeanwhile
    if _contents(list(release.items.all())) != plan.contents:
        raise ChangedMeanwhile
    release.scheduled_for = release.moment
    release.save(update_fields=["scheduled_for"])
    return carry_out_all(plan.plans, by=by)


@transaction.atomic
def cancel_release(release: Release, *, now: datetime.datetime) -> list[Edition]:
    """Delete the editions that scheduling made, none of which was live, and return them. Raises NotScheduled."""
    release = _locked(release)
    if not release.is_scheduled(now):
        raise NotScheduled
    waiting = list(scheduled_editions(release).select_related("publication"))
    for edition in waiting:
        remove_scheduled(edition, now=now)
    release.scheduled_for = None
    release.save(update_fields=["scheduled_for"])
    for edition in waiting:
        record_cancelled(edition)
    return waiting


def scheduled_editions(release: Release) -> EditionQuerySet[Edition]:
    """The editions of its texts that begin at its moment, those with new facts in other languages too."""
    texts = release.items.values("publication")
    found = Edition.objects.filter(publication__in=texts, live_from=release.scheduled_for)
    return found.order_by("publication", "language")


def _locked(release: Release) -> Release:
    return Release.objects.select_for_update().get(pk=release.pk)
