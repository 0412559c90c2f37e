from typing import Any

from django import forms
from django.db.models import Model


class ChosenField(forms.ModelChoiceField):
    """A choice of one object. A form set fetches the objects that all its rows have chosen, and shares them as `found`."""

    found: dict[str, Model] | None = None  # by key as text; None when nothing was fetched in advance

    def to_python(self, value: Any) -> Any:
        if self.found is None or value in self.empty_values:
            return super().to_python(value)
        key = str(getattr(value, "pk", value))
        if key not in self.found:
            parameters = {"value": value}
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params=parameters
            )
        return self.found[key]
