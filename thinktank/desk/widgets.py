from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)

from thinktank.desk.chosen import ChosenField
from thinktank.desk.counts import SOME_NUMBER
from thinktank.desk.searching import FoundByWords


class _Careful:
    """Shows a form again although what was sent for the field is no key at all: the field's own error says so."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(
            name, [key for key in value if not key or SOME_NUMBER.fullmatch(str(key))], attr
        )


class FindOne(_Careful, AutocompleteSelect):
    """Typing finds one object."""

    def optgroups(self, name, value, attr=None):
        """Shown from what was fetched for all rows at once, where that was done."""
        field = self.choices.field
        if getattr(field, "found", None) is None:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for thing in (field.found[str(key)] for key in value if str(key) in field.found):
            label = field.label_from_instance(thing)
            options.append(self.create_option(name, thing.pk, label, True, len(options)))
        return [(None, options, 0)]


class FindSeveral(_Careful, AutocompleteSelectMultiple):
    """Typing finds several objects."""


def _told_apart(thing):
    return getattr(thing, "told_apart", thing.__str__)()


class FoundByTyping:
    """For admin classes and inlines: their `autocomplete_fields` with these widgets."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindOne(db_field, self.admin_site))
        kwargs.setdefault("form_class", ChosenField)
        return _labelled(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindSeveral(db_field, self.admin_site))
        return _labelled(super().formfield_for_manytomany(db_field, request, **kwargs))


def _labelled(field):
    if field is not None:
        field.label_from_instance = _told_apart
    return field


def without_windows(field):
    """The field without the links beside it that open small windows."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        for link in ("add", "change", "delete", "view"):
            setattr(field.widget, f"can_{link}_related", False)
    return field


class FindView(AutocompleteJsonView):
    """What typing finds, each told from others of the same name; names that begin with what was typed come first."""

    def get_queryset(self):
        found = super().get_queryset()
        if isinstance(self.model_admin, FoundByWords):
            return self.model_admin.best_first(self.request, found, self.term)
        return found

    def get_paginator(self, *args, **kwargs):
        """Nobody is told how many there are, only whether there are more."""
        paginator = super().get_paginator(*args, **kwargs)
        paginator.least_counted = 0
        return paginator

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": _told_apart(obj)}
