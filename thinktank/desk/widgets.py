"""Fields and widgets that find an object by typing, told apart from others of the same name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest

from thinktank.desk.chosen import ChosenField
from thinktank.desk.counts import SOME_NUMBER
from thinktank.desk.searching import FoundByWords

if TYPE_CHECKING:
    _AdminMixin = BaseModelAdmin
    _WidgetMixin = AutocompleteMixin
else:
    _AdminMixin = _WidgetMixin = object


class _Careful(_WidgetMixin):
    """Can show a form again when the value sent for the field is not a key; the field reports the error."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        return super().optgroups(
            name, [key for key in value if not key or SOME_NUMBER.fullmatch(str(key))], attr
        )


class FindOne(_Careful, AutocompleteSelect):
    """Typing finds one object. Pictures are shown (thumbnails.js)."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[forms.Script("js/desk/thumbnails.js", type="module")])  # type: ignore[list-item]  # the stubs know no scripts that are objects

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """Uses the objects that were fetched for all rows at once, if there are any (ChosenField.found)."""
        choices: Any = self.choices
        field = choices.field
        found = getattr(field, "found", None)
        if found is None and hasattr(field.queryset.model, "thumbnail_url"):
            keys = [key for key in value if SOME_NUMBER.fullmatch(str(key))]
            found = {str(thing.pk): thing for thing in field.queryset.filter(pk__in=keys)}
        if found is None:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for thing in (found[str(key)] for key in value if str(key) in found):
            label = field.label_from_instance(thing)
            option = self.create_option(name, thing.pk, label, True, len(options))
            if hasattr(thing, "thumbnail_url"):
                option["attrs"]["data-thumbnail"] = thing.thumbnail_url()
            options.append(option)
        return [(None, options, 0)]


class FindSeveral(_Careful, AutocompleteSelectMultiple):
    """Typing finds several objects."""


def _told_apart(thing: Model) -> str:
    return getattr(thing, "told_apart", thing.__str__)()


class FoundByTyping(_AdminMixin):
    """For admin classes and inlines: uses these widgets for the `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindOne(db_field, self.admin_site))
        kwargs.setdefault("form_class", ChosenField)
        return _labelled(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FindSeveral(db_field, self.admin_site))
        return _labelled(super().formfield_for_manytomany(db_field, request, **kwargs))


def _labelled(field: Any) -> Any:
    if field is not None:
        field.label_from_instance = _told_apart
    return field


def without_windows(field: Any) -> Any:
    """The form field without the links that open small windows."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        for link in ("add", "change", "delete", "view"):
            setattr(field.widget, f"can_{link}_related", False)
    return field


class FindView(AutocompleteJsonView):
    """The results of autocompletion: names that begin with the typed text come first."""

    def get_queryset(self) -> QuerySet:
        found = super().get_queryset()
        if isinstance(self.model_admin, FoundByWords):
            return self.model_admin.best_first(self.request, found, self.term)
        return found

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Counts only as far as needed to say whether there are more."""
        paginator: Any = super().get_paginator(*args, **kwargs)
        paginator.least_counted = 0
        return paginator

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        told = {"text": _told_apart(obj)}
        if hasattr(obj, "thumbnail_url"):
            told["thumbnail"] = obj.thumbnail_url()
        return super().serialize_result(obj, to_field_name) | told
