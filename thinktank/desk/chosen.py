from django import forms


class ChosenField(forms.ModelChoiceField):
    """A choice of one object. A list of rows fetches what all its rows have chosen and tells each of them."""

    found = None  # {key as text: object}; None where nothing was fetched beforehand

    def to_python(self, value):
        if self.found is None or value in self.empty_values:
            return super().to_python(value)
        key = str(getattr(value, "pk", value))
        if key not in self.found:
            told = {"value": value}
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params=told
            )
        return self.found[key]
