"""Forms of translated models."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from thinktank.language import languages


class TranslatedForm(forms.ModelForm):
    """A form for all languages. Each field in `needed` must be filled in at least one of them."""

    needed: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in self.needed:
            names = [languages.field_name(field, code) for code in languages.codes()]
            if not any(cleaned.get(name) or name in self.errors for name in names):
                self.add_error(names[0], _("Fill this in for at least one language."))
        return cleaned
