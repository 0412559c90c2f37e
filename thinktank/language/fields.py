"""Model and form fields for plain text, which normalise it with language/plain.py however it arrives.

A text without any visible character counts as empty, so that "required" means that readers see something.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models

from thinktank.language import plain

if TYPE_CHECKING:
    _FieldMixin = models.Field
else:
    _FieldMixin = object


class LineField(forms.CharField):
    """A form field for one line."""

    normalize: Callable[[str], str] = staticmethod(plain.line)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        text = self.normalize(value)
        return text.strip() if self.strip else text


class LinesField(LineField):
    """A form field for several lines. Browsers send a line's end as two characters and count it as one."""

    normalize = staticmethod(plain.lines)
    widget = forms.Textarea


class _Plain(_FieldMixin):
    """Migrations see Django's own field, `column_class`: the column is the same."""

    normalize: Callable[[str], str]
    form_class: ClassVar[type[forms.Field]]
    column_class: ClassVar[type[models.Field]]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.normalize(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        text = self.to_python(value)
        if text != value:
            setattr(model_instance, self.attname, text)
        return text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class} | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.column_class.__name__}", args, kwargs


class Line(_Plain, models.CharField):
    """One line of plain text."""

    normalize = staticmethod(plain.line)
    form_class, column_class = LineField, models.CharField


class Lines(_Plain, models.TextField):
    """Several lines of plain text."""

    normalize = staticmethod(plain.lines)
    form_class, column_class = LinesField, models.TextField
