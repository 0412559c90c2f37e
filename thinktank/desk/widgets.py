from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from thinktank.desk.counts import SOME_NUMBER


class _Careful:
    """Shows a form again although what was sent for the field is no key at all: the field's own error says so."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(
            name, [key for key in value if not key or SOME_NUMBER.fullmatch(str(key))], attr
        )


class FindOne(_Careful, AutocompleteSelect):
    """Typing finds one object."""


class FindSeveral(_Careful, AutocompleteSelectMultiple):
    """Typing finds several objects."""


def _told_apart(thing):
    return getattr(thing, "told_apart", thing.__str__)()


class FoundByTyping:
    """For admin classes and inlines: their `autocomplete_fields` with these widgets."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindOne(db_field, self.admin_site))
        return _labelled(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindSeveral(db_field, self.admin_site))
        return _labelled(super().formfield_for_manytomany(db_field, request, **kwargs))


def _labelled(field):
    if field is not None:
        field.label_from_instance = _told_apart
    return field


class FindView(AutocompleteJsonView):
    """What typing finds, each told from others of the same name."""

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": _told_apart(obj)}
