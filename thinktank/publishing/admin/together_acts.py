"""The acts on several publications: publishing, withdrawing, moving to the trash, adding a topic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thinktank.accounts.permissions import can
from thinktank.language import languages
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.beside_form import found_worth_checking
from thinktank.publishing.admin.plan_in_words import cancelled_in_words, made_in_words, planned_in_words
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.together import (
    CHANGED,
    Act,
    Foreseen,
    Refused,
    Text,
    digest_of,
    locked,
    register,
)
from thinktank.publishing.editions.end import CannotEnd, withdraw
from thinktank.publishing.editions.plan import CannotPublish, ChangedMeanwhile
from thinktank.publishing.editions.plan_each import Planned, plan_each
from thinktank.publishing.editions.publish import carry_out
from thinktank.publishing.editions.schedule import NotScheduled
from thinktank.publishing.forms.acts import WithdrawForm
from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.save import save_revision
from thinktank.taxonomy.models import Topic

type Chosen = Mapping[str, Any]


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = [(code, languages.name_of(code)) for code in languages.codes()]
        field.initial = languages.codes()


class PublishTogether(Act):
    name, title = "publish", gettext_lazy("Publish…")
    permission = permissions.PUBLISH

    def form(self, data: Any = None) -> forms.Form:
        return LanguagesForm(data)

    def button(self, n: int) -> str:
        return ngettext("Publish %(n)d text now", "Publish %(n)d texts now", n) % {"n": n}

    def foresee(self, text: Text, chosen: Chosen) -> Foreseen:
        planned = self._planned(text, chosen)
        if planned is None:
            return Foreseen(prevents=[_("It has nothing new in the chosen languages.")])
        plan = planned.plan
        if plan is None or planned.blocking:
            return Foreseen(prevents=[str(problem.sentence) for problem in planned.blocking])
        warnings = [*planned.warnings, *found_worth_checking(text.publication, planned.languages)]
        return Foreseen(
            [
                *map(cancelled_in_words, plan.cancelled),
                *(planned_in_words(each, plan).what for each in plan.in_order()),
            ],
            warnings=[str(problem.sentence) for problem in warnings],
        )

    def _planned(self, text: Text, chosen: Chosen) -> Planned | None:
        """The plan for those of the languages that have words readers do not have yet; None when there are none."""
        states = [text.states[code] for code in chosen.get("languages") or []]
        codes = [
            each.language for each in states if each.has_words and (not each.live or each.has_newer_draft)
        ]
        return plan_each([(text.publication, codes)], now=timezone.now())[0] if codes else None

    def carry_out(self, request: HttpRequest, text: Text, chosen: Chosen) -> str:
        planned = self._planned(text, chosen)
        plan = planned.plan if planned else None
        if plan is None or digest_of(plan.revision.number, plan.basis) != text.seen:
            raise Refused(CHANGED)
        try:
            made = carry_out(plan, by=editor_of(request))
        except (ChangedMeanwhile, NotScheduled) as error:
            raise Refused(CHANGED) from error
        except (CannotPublish, ValidationError) as error:
            raise Refused(" ".join(getattr(error, "messages", None) or [str(error)])) from error
        return text.log(request, lambda: made_in_words(made, plan.now))


class WithdrawTogetherForm(WithdrawForm, LanguagesForm):
    field_order = ("languages", "public_note")


class WithdrawTogether(Act):
    name, title = "withdraw", gettext_lazy("Withdraw…")
    permission = permissions.PUBLISH
    is_grave = True

    def form(self, data: Any = None) -> forms.Form:
        return WithdrawTogetherForm(data)

    def button(self, n: int) -> str:
        return ngettext("Withdraw %(n)d text", "Withdraw %(n)d texts", n) % {"n": n}

    def foresee(self, text: Text, chosen: Chosen) -> Foreseen:
        codes = self._codes(text, chosen)
        if not codes:
            return Foreseen(prevents=[_("It is not live in the chosen languages.")])
        return Foreseen([self._in_words(text, code) for code in codes])

    def _codes(self, text: Text, chosen: Chosen) -> list[str]:
        return [code for code in chosen.get("languages") or [] if text.states[code].can_be_withdrawn]

    def _in_words(self, text: Text, code: str) -> str:
        language = {"language": languages.name_of(code)}
        if text.states[code].scheduled:
            return (
                _("%(language)s: is withdrawn with all its editions; the scheduled one is cancelled.")
                % language
            )
        return _("%(language)s: is withdrawn with all its editions.") % language

    def carry_out(self, request: HttpRequest, text: Text, chosen: Chosen) -> str:
        codes, now = self._codes(text, chosen), timezone.now()
        try:
            with locked(text):
                for code in codes:
                    withdraw(text.publication, code, public_note=chosen["public_note"], now=now)
        except CannotEnd as error:
            raise Refused(str(error)) from error
        return text.log(
            request,
            lambda: " ".join(
                _("Withdrawn in %(language)s.") % {"language": languages.name_after_in(code)}
                for code in codes
            ),
        )


class TrashTogether(Act):
    name, title = "trash", gettext_lazy("Move to the trash…")
    permission = "delete"
    is_grave = True

    def is_offered(self, request: HttpRequest) -> bool:
        """Who writes texts may delete drafts among them; the policy asks for each."""
        return can(request.user, permissions.EDIT, Publication)

    def button(self, n: int) -> str:
        return ngettext("Move %(n)d text to the trash", "Move %(n)d texts to the trash", n) % {"n": n}

    def foresee(self, text: Text, chosen: Chosen) -> Foreseen:
        if text.was_ever_public:
            return Foreseen(
                prevents=[_("It has been published or scheduled: withdraw or cancel it instead.")]
            )
        return Foreseen(
            [_("It goes to the trash with all its revisions, and can be restored for ninety days.")]
        )

    def carry_out(self, request: HttpRequest, text: Text, chosen: Chosen) -> str:
        with locked(text):
            text.admin.log_deletions(request, [text.publication])  # type: ignore[arg-type]  # it only goes through them
            text.admin.delete_model(request, text.publication)
        return _("It is in the trash.")


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(label=gettext_lazy("Topic"), queryset=Topic.objects.all(), empty_label="—")


class AddTopic(Act):
    name, title = "topic", gettext_lazy("Add a topic…")
    permission = permissions.EDIT

    def form(self, data: Any = None) -> forms.Form:
        return TopicForm(data)

    def button(self, n: int) -> str:
        return ngettext("Add it to %(n)d text", "Add it to %(n)d texts", n) % {"n": n}

    def foresee(self, text: Text, chosen: Chosen) -> Foreseen:
        if not text.was_ever_public:
            return Foreseen([_("Its draft gets the topic that you choose.")])
        return Foreseen(
            [_("Its draft gets the topic that you choose. Readers see it once the text is published again.")]
        )

    def carry_out(self, request: HttpRequest, text: Text, chosen: Chosen) -> str:
        topic, publication = chosen["topic"], text.publication
        with locked(text):
            if publication.topics.filter(pk=topic.pk).exists():
                raise Refused(_("It has this topic already."))
            publication.topics.add(topic)
            save_revision(publication, by=editor_of(request))
        return text.log(request, lambda: _("Added the topic “%(topic)s”.") % {"topic": topic})


for each in (PublishTogether(), WithdrawTogether(), TrashTogether(), AddTopic()):
    register(each)
