"""Publishing from the form by one press, when the plan leaves nothing to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.beside_form import found_worth_checking
from thinktank.publishing.admin.linked_drafts import linked_drafts
from thinktank.publishing.admin.plan_in_words import links_to, made_in_words
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done
from thinktank.publishing.admin.states import LanguageState, states_of
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile, Plan, PlannedEdition
from thinktank.publishing.editions.plan_each import Planned, plan_each
from thinktank.publishing.editions.publish import carry_out
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.conflicts import open_conflicts
from thinktank.publishing.revisions.save import MergedSave

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


@dataclass(frozen=True)
class ToPublish:
    """A saved form whose button asks for these languages."""

    publication: Publication
    languages: Sequence[str]
    saved: MergedSave


def publish_in_one_press(
    request: HttpRequest, admin: PublicationAdmin, asked: ToPublish
) -> HttpResponse | None:
    """Publish what this form has saved and redirect to the form; None when the plan has to be shown first."""
    publication, now = asked.publication, timezone.now()
    if asked.saved.merged_with or not permissions.may(request, admin, permissions.PUBLISH, publication):
        return None
    states = states_of([publication], now)[publication.pk]
    if not all(_is_plain(states[code]) for code in asked.languages) or open_conflicts(publication):
        return None
    if found_worth_checking(publication, asked.languages):
        return None
    if linked_drafts(request, publication, asked.languages, now):
        return None
    [planned] = plan_each([(publication, asked.languages)], now=now)
    plan = plan_without_questions(planned, states)
    if plan is None or plan.revision != asked.saved.revision:
        return None
    try:
        made = carry_out(plan, by=editor_of(request))
    except (ChangedMeanwhile, NotScheduled, CannotPublish, ValidationError):
        return None
    return done(request, admin, publication, lambda: made_in_words(made, now), links=links_to(made))


def _is_plain(state: LanguageState) -> bool:
    """Whether publishing this language is its first publication, or an update of the live text."""
    if state.scheduled:
        return False
    return state.has_newer_draft if state.live else state.past is None


def plan_without_questions(planned: Planned, states: dict[str, LanguageState]) -> Plan | None:
    """The plan, if it has no problem, makes no other edition than those asked for, and outdates no translation."""
    plan = planned.plan
    if plan is None or planned.problems or plan.cancelled:
        return None
    if any(edition.why != PlannedEdition.Why.ASKED for edition in plan.planned):
        return None
    original = plan.publication.original_language
    others = [code for code, state in states.items() if state.live and code not in planned.languages]
    changes_original = original in planned.languages and states[original].live
    return None if changes_original and others else plan
