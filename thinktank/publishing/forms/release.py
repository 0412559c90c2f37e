"""Forms of releases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.language import languages
from thinktank.language.fields import LineField
from thinktank.publishing.forms.acts import ComingMomentField
from thinktank.publishing.models import Release


class LanguagesField(forms.MultipleChoiceField):
    """The languages in which a text of a release is published, by default all."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Languages"))
        kwargs.setdefault("initial", languages.codes)
        kwargs.setdefault("choices", _named_languages)
        super().__init__(**kwargs)


def _named_languages() -> list[tuple[str, str]]:
    return [(code, languages.name_of(code)) for code in languages.codes()]


class AddToReleaseForm(forms.Form):
    """One of the releases that are in the making, or the name of a new one."""

    release = forms.ModelChoiceField(
        Release.objects.none(),
        label=pgettext_lazy("set of texts", "Release"),
        required=False,
        empty_label=_("A new one"),
    )
    name = LineField(label=_("Name of the new release"), max_length=200, required=False)
    moment = ComingMomentField(label=_("Goes live"), required=False, help_text=_("Of a new release."))
    languages = LanguagesField(error_messages={"required": _("Choose at least one language.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = Release.objects.in_the_making()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("release") and not cleaned.get("name") and not self.errors:
            self.add_error("name", _("Choose a release, or name a new one."))
        return cleaned
