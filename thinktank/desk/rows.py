"""Ordered rows below a form, which survive another editor's changes."""

import uuid
from collections.abc import Container
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thinktank.desk.counts import SOME_NUMBER, renumbered, row_counts

HIGHEST_POSITION = 32767  # of a PositiveSmallIntegerField


class RowUid(forms.UUIDField):
    """Which row it is, whatever its key: a row is deleted and made again when a revision is restored."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            return None


class NewPosition(forms.IntegerField):
    """The position of a new row. The form's script fills it in; a row with nothing else in it is not saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=HIGHEST_POSITION, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class KeyAndUid(forms.HiddenInput):
    """The key of a row with its uid: Django's templates of rows write no other hidden field."""

    def __init__(self, uid: uuid.UUID | None) -> None:
        super().__init__()
        self.uid = uid

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        row = name.rpartition("-")[0]
        uid = format_html('<input type="hidden" name="{}-uid" value="{}">', row, self.uid or "")
        return super().render(name, value, attrs, renderer) + uid


class RowFormSet(BaseInlineFormSet):
    """Rows in the order of their `position`; a row without one comes last.

    A row that another editor has deleted in the meantime, alone or with its parent object, is sent as a new row.
    """

    model: type[Model]

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        instance: Any = None,
        save_as_new: bool = False,
        prefix: str | None = None,
        queryset: QuerySet | None = None,
        **kwargs: Any,
    ) -> None:
        prefix = prefix or self.get_default_prefix()
        if data is not None and instance is not None:
            data = self._as_rows_of(instance, data, prefix)
        super().__init__(data, files, instance, save_as_new, prefix, queryset, **kwargs)

    def _as_rows_of(self, instance: Model, data: QueryDict, prefix: str) -> QueryDict:
        key_name = self.model._meta.pk.name
        if instance.pk:
            rows = self.model._default_manager.filter(**{self.fk.name: instance.pk})
            return without_vanished_rows(data, prefix, key_name, set(rows.values_list("pk", flat=True)))
        data = without_vanished_rows(data, prefix, key_name, set()).copy()
        for row in row_counts(data, prefix).sent:
            data.pop(f"{prefix}-{row}-{self.fk.name}", None)
        return data

    def get_queryset(self) -> Any:
        """A list of the rows; for a form that was sent, the rows that the editor saw, in that order."""
        if not hasattr(self, "_rows"):
            rows = list(super().get_queryset())
            if self.is_bound:
                by_key = {str(row.pk): row for row in rows}
                name = self.model._meta.pk.name
                keys = [
                    self.data.get(f"{self.add_prefix(i)}-{name}") for i in range(self.initial_form_count())
                ]
                rows = [by_key[key] for key in keys if key in by_key]
            self._rows = rows
        return self._rows

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if hasattr(self.model, "uid"):
            uid = form.instance.uid if form.instance.pk else None
            form.fields["uid"] = RowUid(initial=uid)
            form.fields[self.model._meta.pk.name].widget = KeyAndUid(uid)
        if "position" in form.fields:
            form.fields["position"].required = False
            if form.instance.pk is None:
                old = form.fields["position"]
                form.fields["position"] = NewPosition(label=old.label, widget=old.widget)

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if hasattr(form, "cleaned_data") and "position" in form.fields]
        highest = max((form.cleaned_data.get("position") or 0 for form in rows), default=0)
        for form in rows:
            if form.cleaned_data.get("position") is None and form.has_changed():
                highest += 1
                form.cleaned_data["position"] = form.instance.position = min(highest, HIGHEST_POSITION)

    def save_new(self, form: ModelForm, commit: bool = True) -> Any:
        """A row that another editor deleted comes back as the same row, so that both changes can be merged."""
        uid = form.cleaned_data.get("uid")
        if uid and not self.model._default_manager.filter(uid=uid).exists():
            form.instance.uid = uid
        return super().save_new(form, commit)


def without_vanished_rows(data: QueryDict, prefix: str, key_name: str, present: Container[int]) -> QueryDict:
    """The posted rows, first those whose key is in `present`; the others become new rows with the same words."""
    counts = row_counts(data, prefix)
    if not counts.are_true:
        return data
    initial, total = counts.initial, counts.total
    keys = [data.get(f"{prefix}-{index}-{key_name}", "") for index in range(initial)]
    vanished = [
        index for index, key in enumerate(keys) if SOME_NUMBER.fullmatch(key) and int(key) not in present
    ]
    if not vanished:
        return data
    order = [index for index in range(total) if index not in vanished]
    order[initial - len(vanished) : initial - len(vanished)] = vanished
    new = renumbered(data, prefix, order)
    for place in range(initial - len(vanished), initial):
        new[f"{prefix}-{place}-{key_name}"] = ""
        new.pop(f"{prefix}-{place}-DELETE", None)
    new[f"{prefix}-INITIAL_FORMS"] = str(initial - len(vanished))
    return new
