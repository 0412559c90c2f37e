"""The desk's forms of a poll: options in order, each with the votes imported from elsewhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polls.models import ImportedCount, Option, Poll
from polls.models.option import OptionsAreFixed
from thinktank.desk.likely import AddressedForm
from thinktank.desk.moments import DayField
from thinktank.language import languages
from thinktank.language.fields import LineField
from thinktank.publishing.admin.inlines import RowFormSet

SOURCE = "imported_source"


def _corrections(form: forms.ModelForm[Any], field: str) -> list[tuple[str, str]]:
    """(old, new) wordings that the form changes in a poll or an option, in any language."""
    names = [languages.field_name(field, code) for code in languages.codes()]
    pairs = [(form.initial.get(name), form.cleaned_data.get(name)) for name in names]
    return [(old, new) for old, new in pairs if old and new and old != new]


def _ask_to_confirm(poll: Poll, corrections: list[tuple[str, str]]) -> None:
    """Raise ValidationError with each old and new wording, if the poll has votes."""
    if corrections and poll.pk and poll.has_votes():
        told = [_("Before: “%(old)s”. After: “%(new)s”.") % {"old": o, "new": n} for o, n in corrections]
        ask = _(
            "Compare the wordings. If they mean the same, tick the box below the question and save again."
        )
        raise ValidationError([*told, ask], code="confirm")


def source_names() -> list[str]:
    """Names of the fields for the source of imported counts, one per language."""
    return [f"{SOURCE}_{code}" for code in languages.codes()]


def _source_field(code: str) -> LineField:
    label = format_lazy(
        "{words} ({language})",
        words=gettext_lazy("Counts imported from"),
        language=languages.name_within(code),
    )
    return LineField(label=label, max_length=300, required=False)


CONFIRMED = "corrections_confirmed"


class _PollForm(AddressedForm):
    corrections_confirmed = forms.BooleanField(
        label=gettext_lazy("I have checked the corrected wording: the meaning has not changed"),
        required=False,
        help_text=gettext_lazy(
            "Votes have been counted, so only the spelling can be corrected. Readers will see the earlier wording."
        ),
    )
    imported_date = DayField(label=gettext_lazy("Counts imported on"), required=False)

    class Meta:
        model = Poll
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = self.instance.imported_counts.first() if self.instance.pk else None
        if count:
            self.initial["imported_date"] = count.date
            for code in languages.codes():
                self.initial[f"{SOURCE}_{code}"] = languages.word(count, "source", code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.source_of_counts = {name: cleaned.get(name, "") for name in source_names()}
        self.instance.date_of_counts = cleaned.get("imported_date")
        if not cleaned.get(CONFIRMED):
            _ask_to_confirm(self.instance, _corrections(self, "question"))
        return cleaned


PollForm: type[_PollForm] = type(
    "PollForm",
    (_PollForm,),
    {"__module__": __name__, **{f"{SOURCE}_{code}": _source_field(code) for code in languages.codes()}},
)


class OptionForm(forms.ModelForm[Option]):
    imported = forms.IntegerField(
        label=gettext_lazy("Imported votes"), min_value=0, max_value=10**9, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = ImportedCount.objects.filter(option=self.instance.pk).first() if self.instance.pk else None
        if count:
            self.initial["imported"] = count.n


class OptionFormSet(RowFormSet):
    """Refuses what would change the meaning of votes. The models refuse it too, for changes that do not use this form."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or form.instance.pk)
        ]
        self._refuse_changes_after_votes(kept)
        self._check_number(kept)
        self._check_counts(kept)
        if not self.data.get(CONFIRMED):
            _ask_to_confirm(self.instance, [each for form in kept for each in _corrections(form, "label")])

    def _refuse_changes_after_votes(self, kept: list[forms.ModelForm[Any]]) -> None:
        if self.instance.pk and self.instance.has_votes():
            is_moved = any("position" in form.changed_data for form in kept)
            is_new = any(form.instance.pk is None for form in kept)
            if self.deleted_forms or is_moved or is_new:
                raise OptionsAreFixed
        if (
            self.instance.pk
            and self.instance.voters.exists()
            and any("imported" in form.changed_data for form in kept)
        ):
            raise ValidationError(_("Readers have voted: imported counts can no longer be changed."))

    def _check_number(self, kept: list[forms.ModelForm[Any]]) -> None:
        if len(kept) < max(2, self.instance.max_choices or 1):
            raise ValidationError(
                _("A poll needs at least two options, and at least as many as a reader may choose.")
            )

    def _check_counts(self, kept: list[forms.ModelForm[Any]]) -> None:
        if all(form.cleaned_data.get("imported") is None for form in kept):
            return
        if (self.instance.max_choices or 1) > 1:
            raise ValidationError(
                _(
                    "Counts can be imported only into a poll with a single answer: they do not show how many people voted."
                )
            )
        if not self.instance.date_of_counts or not any(self.instance.source_of_counts.values()):
            raise ValidationError(_("Say where the counts were imported from and on which day."))

    def save_counts(self) -> None:
        """Store the imported counts; call it after the options are stored. Does nothing after the first ballot."""
        if self.instance.voters.exists():
            return
        for form in self.forms:
            if form in self.deleted_forms or not form.instance.pk:
                continue
            n = form.cleaned_data.get("imported")
            ImportedCount.objects.filter(option=form.instance).delete()
            if n is not None:
                words = {
                    languages.field_name("source", code): self.instance.source_of_counts[f"{SOURCE}_{code}"]
                    for code in languages.codes()
                }
                ImportedCount.objects.create(
                    option=form.instance, n=n, date=self.instance.date_of_counts, **words
                )
