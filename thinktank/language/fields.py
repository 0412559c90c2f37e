"""Fields for plain text, of models and of forms: whatever way a text comes, it is kept as language/plain.py says.

A text in which nothing is visible counts as empty, so that "required" means that readers see something.
"""

from django import forms
from django.db import models

from thinktank.language import plain


class LineField(forms.CharField):
    """A form's field for one line."""

    kept_as = staticmethod(plain.line)

    def to_python(self, value):
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        kept = self.kept_as(value)
        return kept.strip() if self.strip else kept


class LinesField(LineField):
    """A form's field for several lines. Browsers send a line's end as two characters and count it as one."""

    kept_as = staticmethod(plain.lines)
    widget = forms.Textarea


class _Plain:
    """To migrations it is Django's own field: the column is the same."""

    def to_python(self, value):
        value = super().to_python(value)
        return self.kept_as(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        kept = self.to_python(value)
        if kept != value:
            setattr(model_instance, self.attname, kept)
        return kept

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.column_class.__name__}", args, kwargs


class Line(_Plain, models.CharField):
    """One line of plain text."""

    kept_as, form_class, column_class = staticmethod(plain.line), LineField, models.CharField


class Lines(_Plain, models.TextField):
    """Several lines of plain text."""

    kept_as, form_class, column_class = staticmethod(plain.lines), LinesField, models.TextField
