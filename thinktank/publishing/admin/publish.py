"""The page that publishes one or several languages: it shows the plan in words, then carries it out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thinktank.accounts.history_notes import in_every_language
from thinktank.language import languages
from thinktank.publishing.admin.beside_form import found_worth_checking
from thinktank.publishing.admin.linked_drafts import linked_drafts
from thinktank.publishing.admin.plan_in_words import (
    cancelled_in_words,
    links_to,
    made_in_words,
    planned_in_words,
)
from thinktank.publishing.admin.release_in_words import text_in_words
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.responses import done, show
from thinktank.publishing.admin.states import LanguageState, moment_in_words, states_of
from thinktank.publishing.editions.compile import Compiled
from thinktank.publishing.editions.plan import (
    CannotPublish,
    ChangedMeanwhile,
    Plan,
    PlannedEdition,
    editions_and_ends,
)
from thinktank.publishing.editions.plan_each import Asked, Planned, plan_each
from thinktank.publishing.editions.publish import carry_out_all
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.forms.acts import PublishForm, Waiting, When
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.revisions.save import newest_revision
from thinktank.richtext.differences import Line, compare_texts

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

CONFIRM = "_publish"
PROPOSED_HOUR = 10

type Chosen = Mapping[str, Any]  # the form's values, by name


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str = ""
) -> HttpResponse:
    """GET shows the plan. POST shows the plan for another choice, or carries out the plan that was shown.

    Without `language` it publishes all of them in one act; the editor may leave some out. Drafts that the text refers to
    are published in the same act, unless the editor leaves them out.
    """
    now, codes = timezone.now(), [language] if language else languages.codes()
    states = [state for code, state in states_of([publication], now)[publication.pk].items() if code in codes]
    drafts = linked_drafts(request, publication, codes, now)
    form = _form(request, states, drafts, now)
    is_chosen = not form.is_bound or form.is_valid()
    chosen = form.cleaned_data if form.is_bound and is_chosen else form.initial
    planned = plan_as_chosen(publication, chosen, form, now) if is_chosen else None
    others = _others_as_chosen(drafts, chosen, now) if is_chosen else []
    page = _Page(request, admin, publication, form, states, chosen, planned, drafts, others)
    if not form.is_bound:
        return page.answer()
    if not is_chosen or CONFIRM not in request.POST:
        return page.answer(200 if is_chosen else 422)
    if planned is None or planned.plan is None:
        return page.answer(422)
    if request.POST.get("basis") != page.basis():
        return page.answer(
            409,
            _(
                "Somebody saved or published this in the meantime. Nothing has been done; this is the current plan."
            ),
        )
    if request.POST.get("choice") != _choice(chosen):
        return page.answer(200, _("This is the plan for what you chose. Nothing has been done yet."))
    if planned.blocking or any(other.blocking for other in others):
        return page.answer(422)
    return _carry_out(page, planned.plan)


def _form(
    request: HttpRequest, states: Sequence[LanguageState], drafts: Sequence[Asked], now: datetime.datetime
) -> PublishForm:
    """`?when=later` proposes the next morning, and only the languages that have a text."""
    codes = [state.language for state in states]
    also = [str(draft.pk) for draft, _languages in drafts]
    initial: dict[str, Any] = {"languages": codes, "at": None, "also": also}
    if request.GET.get("when") == When.LATER:
        written = [state.language for state in states if state.has_words]
        initial |= {"languages": written or codes, "when": When.LATER, "at": next_morning(now)}
    return PublishForm(
        request.POST if request.method == "POST" else None,
        languages=codes,
        live=[state.language for state in states if state.live],
        has_waiting=any(state.scheduled for state in states),
        drafts=[(draft.pk, str(draft)) for draft, _languages in drafts],
        initial=initial,
    )


def next_morning(now: datetime.datetime) -> datetime.datetime:
    """Ten o'clock of the next day in the site's time zone."""
    day = timezone.localdate(now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(PROPOSED_HOUR)))


def plan_as_chosen(
    publication: Publication, chosen: Chosen, form: PublishForm, now: datetime.datetime
) -> Planned:
    [planned] = plan_each(
        [(publication, chosen["languages"])],
        now=now,
        at=chosen["at"],
        rebuild_scheduled=chosen.get("waiting") != Waiting.CANCEL,
        is_minor=chosen.get("is_minor", False),
        made_as=chosen.get("made_as", ""),
        note=form.words("note") if form.is_bound else "",
        correction=form.words("correction") if form.is_bound else "",
    )
    asked = found_worth_checking(publication, chosen["languages"]) if planned.plan else []
    return replace(planned, problems=[*planned.problems, *asked])


def _others_as_chosen(drafts: Sequence[Asked], chosen: Chosen, now: datetime.datetime) -> list[Planned]:
    """The drafts that are published with the text, each in those of the chosen languages in which it waits."""
    asked = [
        (draft, [code for code in waiting if code in chosen["languages"]])
        for draft, waiting in drafts
        if str(draft.pk) in chosen.get("also", [])
    ]
    return plan_each([(draft, codes) for draft, codes in asked if codes], now=now, at=chosen["at"])


def _basis(plan: Plan | None, states: Sequence[LanguageState]) -> str:
    """A digest of what the plan depends on: revision, editions, which one is live. It changes when any of them does."""
    if plan is None:
        return ""
    standing = [edition for state in states for edition in (state.live, state.scheduled)]
    editions = [*map(str, plan.basis), *(str(edition and edition.pk) for edition in standing)]
    return f"{plan.revision.number}-{sha256_of(editions)[:16]}"


def _choice(chosen: Chosen) -> str:
    """The editor's choices that change the plan, as text."""
    at = chosen.get("at")
    moment = at.astimezone(datetime.UTC).isoformat() if at else When.NOW
    also = sorted(chosen.get("also", []))
    return " ".join([moment, chosen.get("waiting") or Waiting.REBUILD, *chosen.get("languages", []), *also])


def _carry_out(page: _Page, plan: Plan) -> HttpResponse:
    request, admin, publication = page.request, page.admin, page.publication
    try:
        made = carry_out_all(
            [plan, *(other.plan for other in page.others if other.plan)], by=editor_of(request)
        )
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
    own = [edition for edition in made if edition.publication_id == publication.pk]
    for other in page.others:
        of_other = [edition for edition in made if edition.publication_id == other.publication.pk]
        _tell_of(request, admin, other.publication, of_other, plan.now)
    return done(request, admin, publication, lambda: made_in_words(own, plan.now), links=links_to(own))


def _tell_of(
    request: HttpRequest,
    admin: PublicationAdmin,
    publication: Publication,
    made: Sequence[Edition],
    now: datetime.datetime,
) -> None:
    """Say what was made of a text that was published with another one, and note it in its own history."""
    words = {"title": str(publication), "words": made_in_words(made, now)}
    admin.message_user(request, _("“%(title)s”: %(words)s") % words)
    admin.log_change(request, publication, in_every_language(lambda: made_in_words(made, now)))


@dataclass
class _Page:
    request: HttpRequest
    admin: PublicationAdmin
    publication: Publication
    form: PublishForm
    states: Sequence[LanguageState]
    chosen: Chosen
    planned: Planned | None
    drafts: Sequence[Asked]  # that can be published with it
    others: Sequence[Planned]  # those of them that are chosen

    @property
    def plan(self) -> Plan | None:
        return self.planned.plan if self.planned else None

    def basis(self) -> str:
        """What the plans of the act depend on, whichever of the drafts is chosen."""
        drafts = [draft for draft, _waiting in self.drafts]
        revisions = [newest_revision(draft) for draft in drafts]
        standing = [
            f"{draft.pk}-{revision and revision.number}-{editions_and_ends(draft)}"
            for draft, revision in zip(drafts, revisions, strict=True)
        ]
        return "/".join([_basis(self.plan, self.states), *(sha256_of(each)[:16] for each in standing)])

    def answer(self, status: int = 200, sentence: str = "") -> HttpResponse:
        plan = self.plan
        return show(
            self.request,
            self.admin,
            self.publication,
            "publish",
            title=self._title(),
            status=status,
            sentence=sentence,
            form=self.form,
            states=self.states,
            planned=[planned_in_words(planned, plan) for planned in plan.in_order()] if plan else [],
            cancelled=[cancelled_in_words(edition) for edition in plan.cancelled] if plan else [],
            blocking=self.planned.blocking if self.planned else [],
            warnings=self.planned.warnings if self.planned else [],
            others=[text_in_words(other) for other in self.others],
            is_blocked=any(each.blocking for each in (self.planned, *self.others) if each),
            basis=self.basis(),
            choice=_choice(self.chosen),
            button=self._button(),
            comparisons=list(self._comparisons()),
        )

    def _title(self) -> str:
        if len(self.states) == 1:
            name = languages.name_after_in(self.states[0].language)
            return _("Publish in %(language)s") % {"language": name}
        return _("Publish in several languages at once")

    def _button(self) -> str:
        """What the button does; "later" may be chosen with a moment that is invalid or has passed."""
        asked = self.chosen.get("languages") or [state.language for state in self.states]
        if at := self.chosen.get("at"):
            return _schedule_in_words(asked, moment_in_words(at))
        if self.form.is_bound and self.form.data.get("when") == When.LATER:
            return _schedule_in_words(asked, "")
        if len(asked) > 1:
            return _("Publish both now") if len(asked) == 2 else _("Publish all now")
        return _("Publish in %(language)s now") % {"language": languages.name_after_in(asked[0])}

    def _comparisons(self) -> Iterator[tuple[LanguageState, list[Line]]]:
        """What changes for readers, in each language that is live and was asked for."""
        live = {state.language: state for state in self.states if state.live}
        for planned in self.plan.planned if self.plan else ():
            state = live.get(planned.language)
            if state and state.live and planned.why == PlannedEdition.Why.ASKED:
                edition = Edition.objects.get(pk=state.live.pk)
                yield state, compare_texts(_text_of_edition(edition), _text_of_edition(planned.compiled))


def _schedule_in_words(asked: Collection[str], moment: str) -> str:
    words = {"language": languages.name_after_in(next(iter(asked))), "moment": moment}
    if len(asked) > 1:
        return _("Schedule all for %(moment)s") % words if moment else _("Schedule all")
    return (
        _("Schedule in %(language)s for %(moment)s") % words
        if moment
        else _("Schedule in %(language)s") % words
    )


def _text_of_edition(edition: Edition | Compiled) -> str:
    return "\n".join([edition.title, edition.standfirst, edition.plain_text])
