"""The page that publishes one language: it shows the plan in words, then carries it out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thinktank.addresses.models import Address, AddressTaken
from thinktank.language import languages
from thinktank.publishing.admin.beside_form import found_worth_checking
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done, show
from thinktank.publishing.admin.states import LanguageState, moment_in_words, state_of
from thinktank.publishing.editions.compile import Compiled
from thinktank.publishing.editions.generated_files import foreseen_in_files
from thinktank.publishing.editions.plan import (
    CannotPublish,
    ChangedMeanwhile,
    Plan,
    PlannedEdition,
    plan_publishing,
)
from thinktank.publishing.editions.publish import carry_out
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.forms.acts import PublishForm, Waiting, When
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.richtext.differences import Line, compare_texts
from thinktank.richtext.problems import Problem

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

CONFIRM = "_publish"


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    """GET shows the plan. POST shows the plan for another moment, or carries out the plan that was shown."""
    now = timezone.now()
    state = state_of(publication, language, now)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        language=language,
        has_live=bool(state.live),
        has_waiting=bool(state.scheduled),
    )
    is_chosen = form.is_bound and form.is_valid()
    plan: Plan | None = None
    problems: list[Problem] = []
    if is_chosen or not form.is_bound:
        plan, problems = _plan(publication, language, form.cleaned_data if is_chosen else {}, now)
    page = _Page(request, admin, publication, language, form, state, plan, problems)
    if not form.is_bound:
        return page.answer()
    if not is_chosen or CONFIRM not in request.POST:
        return page.answer(200 if is_chosen else 422)
    if plan is None:
        return page.answer(422)
    if request.POST.get("basis") != _basis(plan, state):
        return page.answer(
            409,
            _(
                "Somebody saved or published this in the meantime. Nothing has been done; this is the current plan."
            ),
        )
    if request.POST.get("choice") != _choice(form.cleaned_data):
        return page.answer(200, _("This is the plan for the time you chose. Nothing has been done yet."))
    if page.blocking:
        return page.answer(422)
    return _carry_out(page, plan)


def _plan(
    publication: Publication, language: str, chosen: Mapping[str, Any], now: datetime.datetime
) -> tuple[Plan | None, list[Problem]]:
    """The plan and its problems; None and the reasons when no plan is possible."""
    try:
        plan = plan_publishing(
            publication,
            [language],
            now=now,
            at=chosen.get("at"),
            rebuild_scheduled=chosen.get("waiting") != Waiting.CANCEL,
            is_minor=chosen.get("is_minor", False),
            note=chosen.get("note", ""),
            correction=chosen.get("correction", ""),
        )
    except CannotPublish as error:
        return None, error.problems
    asked = found_worth_checking(publication, [language])
    return plan, [*plan.problems, *_taken_addresses(publication, plan), *_foreseen(plan), *asked]


def _foreseen(plan: Plan) -> list[Problem]:
    """Problems foreseen in files such as the PDF."""
    found = [problem for planned in plan.planned for problem in foreseen_in_files(planned.compiled)]
    return list(dict.fromkeys(found))


def _taken_addresses(publication: Publication, plan: Plan) -> Iterator[Problem]:
    for planned in plan.planned:
        compiled, language = planned.compiled, planned.language
        if Address.objects.is_taken(language, compiled.prefix, compiled.slug, other_than=publication.uid):
            yield Problem(" ".join(AddressTaken(language, compiled.slug).messages), is_blocking=True)


def _basis(plan: Plan | None, state: LanguageState) -> str:
    """A digest of what the plan depends on: revision, editions, which one is live. It changes when any of them does."""
    if plan is None:
        return ""
    editions = [
        *map(str, plan.basis),
        *(str(edition and edition.pk) for edition in (state.live, state.scheduled)),
    ]
    return f"{plan.revision.number}-{sha256_of(editions)[:16]}"


def _choice(chosen: Mapping[str, Any]) -> str:
    """The editor's choices that change the plan, as text."""
    at = chosen.get("at")
    return f"{at.isoformat() if at else When.NOW} {chosen.get('waiting') or Waiting.REBUILD}"


def _carry_out(page: _Page, plan: Plan) -> HttpResponse:
    request, admin, publication = page.request, page.admin, page.publication
    try:
        made = carry_out(plan, by=editor_of(request))
    except (ChangedMeanwhile, NotScheduled):
        return page.answer(
            409,
            _(
                "Somebody saved or published this in the meantime. Nothing has been done. Check the plan again."
            ),
        )
    except (CannotPublish, ValidationError) as error:
        messages = getattr(error, "messages", None) or [str(error)]
        return page.answer(422, " ".join(messages))
    return done(
        request,
        admin,
        publication,
        lambda: " ".join(_made_in_words(edition, plan.now) for edition in made),
    )


def _made_in_words(edition: Edition, now: datetime.datetime) -> str:
    words = {"number": edition.number, "language": languages.name_after_in(edition.language)}
    if edition.is_live(now) or edition.live_from <= timezone.now():
        return _("Edition %(number)s in %(language)s is live.") % words
    words["moment"] = moment_in_words(edition.live_from)
    return _("Edition %(number)s in %(language)s will go live on %(moment)s.") % words


@dataclass
class _Page:
    request: HttpRequest
    admin: PublicationAdmin
    publication: Publication
    language: str
    form: PublishForm
    state: LanguageState
    plan: Plan | None
    problems: list[Problem]

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_blocking]

    def answer(self, status: int = 200, sentence: str = "") -> HttpResponse:
        chosen = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        name = languages.name_after_in(self.language)
        return show(
            self.request,
            self.admin,
            self.publication,
            "publish",
            title=_("Publish in %(language)s") % {"language": name},
            status=status,
            sentence=sentence,
            form=self.form,
            state=self.state,
            language=self.language,
            planned=[planned_in_words(planned, self.plan) for planned in self.plan.in_order()]
            if self.plan
            else [],
            cancelled=[_cancelled_in_words(edition) for edition in self.plan.cancelled] if self.plan else [],
            blocking=self.blocking,
            warnings=[problem for problem in self.problems if not problem.is_blocking],
            basis=_basis(self.plan, self.state),
            choice=_choice(chosen),
            button=self._button(chosen),
            comparison=self._comparison(),
            has_live=bool(self.plan and self.state.live),
            revision=self.plan.revision if self.plan else None,
        )

    def _is_late(self) -> bool:
        """Whether "later" is chosen, even with a moment that is invalid or has passed."""
        return bool(self.form.is_bound and self.form.data.get("when") == When.LATER)

    def _button(self, chosen: Mapping[str, Any]) -> str:
        words = {"language": languages.name_after_in(self.language)}
        if at := chosen.get("at"):
            return _("Schedule in %(language)s for %(moment)s") % (words | {"moment": moment_in_words(at)})
        if self._is_late():
            return _("Schedule in %(language)s") % words
        return _("Publish in %(language)s now") % words

    def _comparison(self) -> list[Line]:
        if not self.plan or not self.state.live:
            return []
        asked = next(planned for planned in self.plan.planned if planned.why == PlannedEdition.Why.ASKED)
        live = Edition.objects.get(pk=self.state.live.pk)
        return compare_texts(_text_of_edition(live), _text_of_edition(asked.compiled))


def _text_of_edition(edition: Edition | Compiled) -> str:
    return "\n".join([edition.title, edition.standfirst, edition.plain_text])


@dataclass(frozen=True)
class PlannedInWords:
    """One planned edition, in sentences for the editor."""

    language: str
    what: str
    why: str
    words_from: str
    replaces: str


def planned_in_words(planned: PlannedEdition, plan: Plan) -> PlannedInWords:
    """Say what will be made and when, why, from which text, and what it replaces."""
    return PlannedInWords(
        language=planned.language,
        what=_what(planned, plan),
        why=_why(planned),
        words_from=_words_from(planned, plan),
        replaces=_replaces(planned, plan),
    )


def _what(planned: PlannedEdition, plan: Plan) -> str:
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    gone = {edition.pk for edition in plan.cancelled}
    newest = own.exclude(pk__in=gone).order_by("-number").first()
    in_order = [other for other in plan.in_order() if other.language == planned.language]
    words = {
        "language": languages.name_of(planned.language),
        "number": (newest.number if newest else 0) + in_order.index(planned) + 1,
        "moment": moment_in_words(planned.at),
    }
    if planned.at <= plan.now:
        return _("%(language)s, edition %(number)s: goes live now.") % words
    return _("%(language)s, edition %(number)s: goes live on %(moment)s.") % words


def _why(planned: PlannedEdition) -> str:
    return {
        PlannedEdition.Why.ASKED: _("This is the language you chose."),
        PlannedEdition.Why.FACTS: _(
            "Details shared by all languages have changed: this edition gets them, and its text stays the same."
        ),
        PlannedEdition.Why.REBUILT: _("It is scheduled already and will be made again for the same time."),
    }[planned.why]


def _words_from(planned: PlannedEdition, plan: Plan) -> str:
    words = {"number": planned.words_from.number, "moment": moment_in_words(planned.words_from.saved_at)}
    if planned.words_from == plan.revision:
        return _("Text of revision %(number)s, the newest, saved on %(moment)s.") % words
    return _("Text of revision %(number)s, saved on %(moment)s.") % words


def _replaces(planned: PlannedEdition, plan: Plan) -> str:
    own = Edition.objects.filter(publication_id=plan.publication.pk, language=planned.language)
    current = own.live(planned.at).exclude(pk__in=[edition.pk for edition in plan.cancelled]).first()
    if current is None:
        return ""
    return _("It replaces edition %(number)s, which stays readable at its own address.") % {
        "number": current.number
    }


def _cancelled_in_words(edition: Edition) -> str:
    words = {
        "language": languages.name_of(edition.language),
        "number": edition.number,
        "moment": moment_in_words(edition.live_from),
    }
    return _("%(language)s, edition %(number)s, scheduled for %(moment)s, is cancelled.") % words
