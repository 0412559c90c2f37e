"""A list of rows asks the database for what its rows have chosen once, however many rows there are."""

from functools import cached_property, partial

from django.db.models import ForeignKey

from thinktank.desk.chosen import ChosenField
from thinktank.desk.counts import SOME_NUMBER
from thinktank.desk.widgets import FindOne


class RowsAtOnce:
    """For a model form set: choices are fetched together, and rows that nobody has changed are not checked anew."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        self._add_own_key(form)
        for name, field in form.fields.items():
            if isinstance(field, ChosenField) and name in self._chosen:
                self._tell(form, name, field)
        if form.instance.pk is not None:
            setattr(form.instance, self.fk.name, self.instance)
        form._post_clean = partial(_check, form, list(self._chosen))

    def _tell(self, form, name, field):
        field.found = self._chosen[name]
        if name in self._listed:
            field.choices = self._listed[name]
        key = getattr(form.instance, self.model._meta.get_field(name).attname)
        if str(key) in field.found:
            setattr(form.instance, name, field.found[str(key)])

    def _add_own_key(self, form):
        """The hidden field that says which row this is; Django's asks the database for each."""
        name = self.model._meta.pk.name
        old = form.fields[name]
        form.fields[name] = own = ChosenField(
            old.queryset, initial=old.initial, required=False, widget=old.widget
        )
        own.found = {str(row.pk): row for row in self.get_queryset()}

    @cached_property
    def _chosen(self):
        """{name of a field: {key as text: object}}: all that the rows may show."""
        found = {}
        for name, field in self._choosing.items():
            if name in self._listed:
                objects = [value.instance for value, _label in self._listed[name] if value]
            else:
                told_apart_with = getattr(field.queryset.model, "told_apart_with", ())
                objects = field.queryset.filter(pk__in=self._keys(name)).prefetch_related(*told_apart_with)
            found[name] = {str(thing.pk): thing for thing in objects}
        return found

    @cached_property
    def _listed(self):
        """{name of a field: its choices} of those that show them all."""
        return {
            name: list(field.choices)
            for name, field in self._choosing.items()
            if not isinstance(getattr(field.widget, "widget", field.widget), FindOne)
        }

    @cached_property
    def _choosing(self):
        fields = self.form.base_fields.items()
        return {name: each for name, each in fields if isinstance(each, ChosenField) and name != self.fk.name}

    def _keys(self, name):
        """The keys that stand in the rows, stored or sent."""
        attname = self.model._meta.get_field(name).attname
        keys = {str(getattr(row, attname)) for row in self.get_queryset()}
        if self.is_bound:
            keys |= {
                self.data.get(f"{self.add_prefix(row)}-{name}", "") for row in range(self.total_form_count())
            }
        return [int(key) for key in keys if SOME_NUMBER.fullmatch(key)]


def _check(form, chosen):
    """What a model form checks last. What was just fetched exists; a row that was not changed was checked when stored."""
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
