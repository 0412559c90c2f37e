"""Forms of the acts on a publication: publishing, withdrawing, expiring, erasing."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.desk.moments import MomentField
from thinktank.language.fields import LineField, LinesField

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


class PublishForm(forms.Form):
    """How to publish one language: when, and what to tell readers about the change."""

    when = forms.ChoiceField(
        label=pgettext_lazy("publish", "When"),
        choices=[(When.NOW, _("Now")), (When.LATER, _("At a later time"))],
        initial=When.NOW,
        widget=forms.RadioSelect,
    )
    at = ComingMomentField(label=_("Date and time"), required=False)
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
    is_minor = forms.BooleanField(
        label=_("Minor change"),
        required=False,
        help_text=_("A misprint or a link: translations do not become outdated."),
    )
    note = LinesField(
        label=_("What changed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Readers see it in the list of editions."),
    )
    correction = LinesField(
        label=_("Correction"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was wrong and is now right. Readers see it under the text."),
    )

    def __init__(self, *args: Any, language: str, has_live: bool, has_waiting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("note", "correction"):
            self.fields[name].widget.attrs["lang"] = language
        if not has_live:
            for name in ("is_minor", "note", "correction"):
                del self.fields[name]
        if not has_waiting:
            del self.fields["waiting"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == When.NOW:
            cleaned["at"] = None
        elif cleaned.get("when") == When.LATER and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a date and time."))
        if cleaned.get("is_minor") and cleaned.get("correction"):
            self.add_error(
                "is_minor",
                _("A correction is not a minor change: clear the box, or leave the correction empty."),
            )
        return cleaned


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
