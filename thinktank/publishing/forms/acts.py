"""Forms of the acts on a publication: publishing, withdrawing, expiring, erasing."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.desk.moments import MomentField
from thinktank.language.fields import LineField, LinesField
from thinktank.language.languages import name_of, name_within
from thinktank.publishing.models import Edition

BY_ITSELF = "by-itself"  # no kind is chosen; browsers send "on" for a radio button without a value
CHOSEN = (Edition.Made.REVISION, Edition.Made.CORRECTION, Edition.Made.FACTS)
FURTHEST = datetime.timedelta(days=3653)


class ComingMomentField(MomentField):
    """A moment in the next ten years."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and moment.year > (timezone.now() + FURTHEST).year:
            raise forms.ValidationError(_("That is more than ten years away."))
        return moment


class When:
    NOW, LATER = "now", "later"


class Waiting:
    REBUILD, CANCEL = "rebuild", "cancel"


def words_field(name: str, language: str, among: Sequence[str]) -> str:
    """The name of a field for readers of one language: "note", or "note_ru" where the form has several languages."""
    return name if len(among) == 1 else f"{name}_{language}"


class PublishForm(forms.Form):
    """How to publish: in which languages, when, and what to tell readers about the change.

    `languages` are those that may be chosen; `live` those that readers have already, whose change may have a note; `drafts`
    the (id, title) of others that can be published in the same act.
    """

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    when = forms.ChoiceField(
        label=pgettext_lazy("publish", "When"),
        choices=[(When.NOW, _("Now")), (When.LATER, _("At a later time"))],
        initial=When.NOW,
        widget=forms.RadioSelect,
    )
    at = ComingMomentField(label=_("Date and time"), required=False)
    also = forms.MultipleChoiceField(
        label=_("Publish with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Drafts that this text refers to. Readers see the reference once they are published."),
    )
    waiting = forms.ChoiceField(
        label=_("The scheduled edition"),
        choices=[
            (Waiting.REBUILD, _("Keep its time and remake it from this text")),
            (Waiting.CANCEL, _("Cancel it")),
        ],
        initial=Waiting.REBUILD,
        required=False,
        widget=forms.RadioSelect,
    )
    made_as = forms.ChoiceField(
        label=_("Kind of edition"),
        choices=[
            (BY_ITSELF, _("As it follows from what has changed")),
            *((kind.value, capfirst(kind.label)) for kind in CHOSEN),
        ],
        initial=BY_ITSELF,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "A revision gets a whole number, such as 2, everything else one such as 2.1. A correction needs its sentence below."
        ),
    )
    is_minor = forms.BooleanField(
        label=_("Minor change"),
        required=False,
        help_text=_("A misprint or a link: translations do not become outdated."),
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[str],
        live: Collection[str],
        has_waiting: bool,
        drafts: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of_languages = list(languages)
        chosen = cast(forms.MultipleChoiceField, self.fields["languages"])
        chosen.choices = [(code, name_of(code)) for code in languages]
        chosen.initial = self.of_languages
        if len(self.of_languages) == 1:
            del self.fields["languages"]
        cast(forms.MultipleChoiceField, self.fields["also"]).choices = [
            (str(pk), title) for pk, title in drafts
        ]
        if not drafts:
            del self.fields["also"]
        if not has_waiting:
            del self.fields["waiting"]
        if not live:
            del self.fields["is_minor"], self.fields["made_as"]
        for code in self.of_languages:
            if code in live:
                self._add_words(code)

    def _add_words(self, language: str) -> None:
        """The note and the correction for readers of this language."""
        said = [
            ("note", _("What changed"), _("Readers see it in the list of editions.")),
            (
                "correction",
                _("Correction"),
                _("What was wrong and is now right. Readers see it under the text."),
            ),
        ]
        for name, label, help_text in said:
            if len(self.of_languages) > 1:
                label = format_lazy("{label} ({language})", label=label, language=name_within(language))
            self.fields[words_field(name, language, self.of_languages)] = LinesField(
                label=label,
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                help_text=help_text,
            )

    def words(self, name: str) -> dict[str, str]:
        """What is typed in the notes or in the corrections, by language."""
        typed = {
            code: self.cleaned_data.get(words_field(name, code, self.of_languages), "")
            for code in self.of_languages
        }
        return {code: text for code, text in typed.items() if text}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("languages", self.of_languages)
        if cleaned.get("made_as") == BY_ITSELF:
            cleaned["made_as"] = ""
        if cleaned.get("when") == When.NOW:
            cleaned["at"] = None
        elif cleaned.get("when") == When.LATER and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a date and time."))
        if cleaned.get("is_minor") and self.words("correction"):
            self.add_error(
                "is_minor",
                _("A correction is not a minor change: clear the box, or leave the correction empty."),
            )
        self._ask_for_corrections(cleaned)
        return cleaned

    def _ask_for_corrections(self, cleaned: dict[str, Any]) -> None:
        """A correction says in every language what was wrong. The plan refuses it too, on every other way."""
        if cleaned.get("made_as") != Edition.Made.CORRECTION:
            return
        for code in cleaned["languages"] if "languages" in cleaned else ():
            name = words_field("correction", code, self.of_languages)
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Say what was wrong and is now right."))


class WithdrawForm(forms.Form):
    public_note = LinesField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Readers will see them at this address."),
    )


class ExpireForm(forms.Form):
    at = ComingMomentField(label=_("No longer current from"))


class CorrectionForm(forms.Form):
    """A form without fields: sending it confirms."""


class EraseForm(forms.Form):
    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "For example, the number and date of a court order. Kept permanently, never shown to readers."
        ),
    )
    sure = forms.BooleanField(label=_("I understand that this cannot be undone"))
