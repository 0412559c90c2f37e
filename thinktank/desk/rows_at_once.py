"""Form sets that fetch the objects that all their rows have chosen in one query per field."""

from collections.abc import Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Model
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet

from thinktank.desk.chosen import ChosenField
from thinktank.desk.counts import SOME_NUMBER
from thinktank.desk.widgets import FindOne

if TYPE_CHECKING:
    _FormSetMixin = BaseInlineFormSet
else:
    _FormSetMixin = object


class RowsAtOnce(_FormSetMixin):
    """For inline form sets: fetches the choices of all rows together, and does not validate unchanged rows again."""

    model: type[Model]
    form: type[ModelForm]

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        self._add_own_key(form)
        for name, field in form.fields.items():
            if isinstance(field, ChosenField) and name in self._chosen:
                self._share(form, name, field)
        if form.instance.pk is not None:
            setattr(form.instance, self.fk.name, self.instance)
        # The stubs leave _post_clean out
        form._post_clean = partial(_check, form, list(self._chosen))  # type: ignore[attr-defined]

    def _share(self, form: ModelForm, name: str, field: ChosenField) -> None:
        """Give the field of a row the objects that were fetched, and the row the one it has chosen."""
        field.found = self._chosen[name]
        if name in self._listed:
            field.choices = self._listed[name]
        key = getattr(form.instance, _column(self.model, name))
        if str(key) in field.found:
            setattr(form.instance, name, field.found[str(key)])

    def _add_own_key(self, form: ModelForm) -> None:
        """Replace the hidden field with the row's key: Django's field would query the database for each row."""
        name = self.model._meta.pk.name
        old: Any = form.fields[name]
        form.fields[name] = own = ChosenField(
            old.queryset, initial=old.initial, required=False, widget=old.widget
        )
        own.found = {str(row.pk): row for row in self.get_queryset()}

    @cached_property
    def _chosen(self) -> dict[str, dict[str, Model]]:
        """{name of a field: {key as text: object}} of all objects that the rows may show."""
        found: dict[str, dict[str, Model]] = {}
        for name, field in self._choosing.items():
            if name in self._listed:
                objects: Iterable[Model] = [value.instance for value, _label in self._listed[name] if value]
            else:
                told_apart_with = getattr(field.queryset.model, "told_apart_with", ())
                objects = field.queryset.filter(pk__in=self._keys(name)).prefetch_related(*told_apart_with)
            found[name] = {str(thing.pk): thing for thing in objects}
        return found

    @cached_property
    def _listed(self) -> dict[str, list[Any]]:
        """{name of a field: its choices} of the fields that list all choices."""
        return {
            name: list(field.choices)
            for name, field in self._choosing.items()
            if not isinstance(getattr(field.widget, "widget", field.widget), FindOne)
        }

    @cached_property
    def _choosing(self) -> dict[str, Any]:
        fields = self.form.base_fields.items()
        return {name: each for name, each in fields if isinstance(each, ChosenField) and name != self.fk.name}

    def _keys(self, name: str) -> list[int]:
        """The keys in this field of all rows, stored or sent."""
        column = _column(self.model, name)
        keys = {str(getattr(row, column)) for row in self.get_queryset()}
        if self.is_bound:
            keys |= {
                self.data.get(f"{self.add_prefix(row)}-{name}", "") for row in range(self.total_form_count())
            }
        return [int(key) for key in keys if SOME_NUMBER.fullmatch(key)]


def _column(model: type[Model], name: str) -> str:
    """The attribute with the key of a foreign key: "image" -> "image_id"."""
    return model._meta.get_field(name).attname  # type: ignore[union-attr]  # no relation from the other side


def _check(form: Any, chosen: list[str]) -> None:
    """Replaces ModelForm._post_clean: skips unchanged rows, and whether the objects just fetched exist."""
    if form.instance.pk is not None and not form.has_changed():
        return
    model, instance = type(form.instance), form.instance
    exist = {
        name
        for name in chosen
        if isinstance(model._meta.get_field(name), ForeignKey) and form.cleaned_data.get(name)
    }
    instance.clean_fields = lambda exclude=None: model.clean_fields(instance, {*(exclude or ()), *exist})
    try:
        type(form)._post_clean(form)
    finally:
        del instance.clean_fields
