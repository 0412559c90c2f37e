"""The texts of a release as its pages on the desk show them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.admin.plan_in_words import PlannedInWords, cancelled_in_words, planned_in_words
from thinktank.publishing.admin.states import LanguageState, moment_in_words, states_of
from thinktank.publishing.editions.plan_each import Planned
from thinktank.publishing.editions.release import ReleasePlan
from thinktank.publishing.models import Publication, Release
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.working_copies import model_of
from thinktank.richtext.problems import Problem


@dataclass(frozen=True)
class InLanguage:
    """One language of a text: what stands there, and where it is previewed."""

    name: str
    name_after_in: str
    words: str
    preview: str
    has_newer: bool = False


@dataclass(frozen=True)
class TextInWords:
    title: str
    kind: str
    form: str  # the path of its form
    languages: list[InLanguage] = field(default_factory=list)
    blocking: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    editions: list[PlannedInWords] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    @property
    def has_newer(self) -> bool:
        return any(language.has_newer for language in self.languages)


def texts_in_words(release: Release, now: datetime.datetime) -> list[TextInWords]:
    """The texts of the release and how each of their languages stands. A few queries, however many there are."""
    items = list(release.items.select_related("publication"))
    states = states_of([item.publication for item in items], now)
    return [
        _text(
            item.publication,
            [_in_language(item.publication, state, release) for state in states[item.publication_id].values() if state.language in item.languages],
        )
        for item in items
    ]  # fmt: skip


def checklist(plan: ReleasePlan) -> list[TextInWords]:
    """What scheduling will make of each text, what prevents it, and what is worth checking."""
    return [text_in_words(text) for text in plan.texts]


def text_in_words(text: Planned) -> TextInWords:
    """What publishing one text among several will make of it, what prevents it, and what is worth checking."""
    publication, plan = text.publication, text.plan
    return _text(
        publication,
        [
            InLanguage(
                name=languages.name_of(code),
                name_after_in=languages.name_after_in(code),
                words="",
                preview=_page(publication, "preview", code),
            )
            for code in text.languages
        ],
        blocking=text.blocking,
        warnings=text.warnings,
        editions=[planned_in_words(planned, plan) for planned in plan.in_order()] if plan else [],
        cancelled=[cancelled_in_words(edition) for edition in plan.cancelled] if plan else [],
    )


def basis_of(plan: ReleasePlan) -> str:
    """A digest of what the plan depends on: the release, and revisions and editions of its texts."""
    release = plan.release
    parts = [str(release.moment), str(release.scheduled_for), str(plan.contents)]
    parts += [f"{each.publication.pk} {each.revision.number} {each.basis}" for each in plan.plans]
    return sha256_of(parts)[:32]


def _text(publication: Publication, in_languages: list[InLanguage], **rest: object) -> TextInWords:
    return TextInWords(
        title=str(publication),
        kind=kind_label(publication.type, publication.kind),
        form=_page(publication, "change"),
        languages=in_languages,
        **rest,  # type: ignore[arg-type]
    )


def _in_language(publication: Publication, state: LanguageState, release: Release) -> InLanguage:
    has_newer = bool(state.scheduled and state.has_newer_draft)
    return InLanguage(
        name=state.language_name,
        name_after_in=state.name_after_in,
        words=_state_in_words(state, release),
        preview=_page(publication, "preview", state.language),
        has_newer=has_newer,
    )


def _state_in_words(state: LanguageState, release: Release) -> str:
    if not release.scheduled_for or not state.scheduled:
        return state.sentence
    words = {"moment": moment_in_words(state.scheduled.live_from), "number": state.scheduled.number}
    if state.has_newer_draft:
        return _("edition %(number)s is ready; the draft is newer") % words
    return _("edition %(number)s is ready") % words


def _page(publication: Publication, name: str, *args: str) -> str:
    opts = model_of(publication)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[publication.pk, *args])
