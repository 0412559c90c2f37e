"""The forms of reviewing: asking, commenting, deciding, assigning, sharing a link."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thinktank.accounts.permissions import EDIT, PUBLISH, READ_DRAFTS, WRITE_OWN
from thinktank.desk.moments import DayField
from thinktank.language import languages
from thinktank.language.fields import LineField, LinesField
from thinktank.publishing.models import Publication
from thinktank.review.models import Review
from thinktank.review.models.comment import LONGEST_QUOTE, LONGEST_TEXT
from thinktank.review.texts import place_in_words, places_of

DAYS = (1, 3, 7, 14)  # a link works for two weeks at most (docs/security.md, T3)
LONGEST_NAME = 100  # characters
TOO_LONG = _("Use at most %(limit_value)d characters; there are %(show_value)d now.")


def colleagues() -> QuerySet[User]:
    """Members of staff who may see drafts, by name."""
    codenames = [name.split(".")[1] for name in (EDIT, PUBLISH, READ_DRAFTS, WRITE_OWN)]
    may_see = Q(is_superuser=True) | Q(groups__permissions__codename__in=codenames)
    staff = User.objects.filter(may_see, is_active=True, is_staff=True).distinct()
    return staff.order_by("first_name", "last_name", "username")


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, account: Any) -> str:
        full = account.get_full_name()
        return f"{full} (@{account.get_username()})" if full else f"@{account.get_username()}"


def text_field(label: Any, rows: int = 3, **options: Any) -> LinesField:
    return LinesField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"max_length": TOO_LONG},
        **options,
    )


class AskForm(forms.Form):
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    assignee = Colleague(
        label=_("Whom"), queryset=User.objects.none(), required=False, empty_label=_("Whoever has time")
    )
    due = DayField(label=_("To be done by"), required=False)
    note = text_field(_("What to look at"), 2, required=False)

    def __init__(self, *args: Any, publication: Publication | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["languages"]
        choices.choices = [(code, languages.name_of(code)) for code in languages.codes()]
        choices.initial = [
            code
            for code in languages.codes()
            if publication is None or languages.word(publication, "title", code)
        ]
        chosen: Any = self.fields["assignee"]
        chosen.queryset = colleagues()

    def clean_due(self) -> datetime.date | None:
        due: datetime.date | None = self.cleaned_data["due"]
        if due and due < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return due


class CommentForm(forms.Form):
    place = forms.ChoiceField(label=_("About"))
    quote = LinesField(
        label=_("Passage"),
        required=False,
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Copy it from the text; leave it empty for the whole field."),
        error_messages={"max_length": TOO_LONG},
    )
    text = text_field(_("Comment"))

    def __init__(
        self, *args: Any, publication: Publication, codes: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        model = type(publication)
        found: Any = self.fields["place"]
        found.choices = [
            (place.value, capfirst(place_in_words(model, place.field, place.language)))
            for place in places_of(model, codes or languages.codes())
            if not place.field or languages.word(publication, place.field, place.language)
        ]

    def chosen_place(self) -> tuple[str, str]:
        """(field, language)"""
        field, _colon, language = self.cleaned_data["place"].partition(":")
        return field, language


class ReplyForm(forms.Form):
    comment = forms.IntegerField(widget=forms.HiddenInput)
    text = text_field(_("Reply"), 2)


class RowForm(forms.Form):
    """Names one row by its key."""

    row = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """Approve, or send back with a sentence. `digest` is of the text that was shown."""

    language = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    verdict = forms.ChoiceField(choices=[(Review.State.APPROVED, ""), (Review.State.SENT_BACK, "")])
    sentence = text_field(_("What to change"), 2, required=False)

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language not in languages.codes():
            raise forms.ValidationError(_("The form is incomplete. Open it again."))
        return language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Review.State.SENT_BACK and not cleaned.get("sentence"):
            if "sentence" not in self.errors:
                self.add_error("sentence", _("Say in a sentence what should change."))
        return cleaned


class AssignForm(forms.Form):
    account = Colleague(label=_("Who may write this text"), queryset=User.objects.none(), empty_label="—")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["account"]
        chosen.queryset = colleagues()


def _days_in_words(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


class ShareForm(forms.Form):
    name = LineField(label=_("For whom"), max_length=LONGEST_NAME)
    language = forms.ChoiceField(label=_("Languages"), required=False)
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, initial=DAYS[0])
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("If you set one, tell it by another way than the link."),
    )
    most_openings = forms.IntegerField(
        label=_("May be opened"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("How often; leave it empty for any number."),
    )
    may_answer = forms.BooleanField(
        label=_("May comment, approve and ask for changes"), required=False, initial=True
    )
    embargo = LineField(
        label=_("Embargo"),
        required=False,
        max_length=200,
        help_text=_("For journalists: “Not before 5 December, 10:00 Moscow time”. It stands above the text."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["language"]
        both = [("", _("All, side by side"))]
        chosen.choices = both + [(code, languages.name_of(code)) for code in languages.codes()]
        days: Any = self.fields["days"]
        days.choices = [(n, _days_in_words(n)) for n in DAYS]


class ShareSiteForm(ShareForm):
    """For a preview of the whole site, which is in every language and takes no answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["language"], self.fields["may_answer"], self.fields["embargo"]
