"""Admin classes for translated models: fields in all languages side by side, in the order of the settings."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.db.models import Field
from django.forms import Script
from django.http import HttpRequest
from django.utils.text import capfirst
from modeltranslation.admin import TranslationAdmin, TranslationBaseModelAdmin, TranslationInlineModelAdmin

from thinktank.addresses.models import AddressTaken
from thinktank.desk.forms import TranslatedForm
from thinktank.desk.moments import DayField, MomentField, MomentInput
from thinktank.desk.searching import FoundByWords
from thinktank.desk.widgets import FoundByTyping
from thinktank.desk.writing import WritesLate
from thinktank.language import languages
from thinktank.language.data import data_for

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    _AdminMixin = TranslationBaseModelAdmin
else:
    _AdminMixin = object

SIDE_BY_SIDE = "side-by-side"

type Fieldset = tuple[str | _StrPromise | None, Any]
type Fieldsets = list[Fieldset]  # what Django's `fieldsets` takes


def in_all_languages(field: str) -> tuple[str, ...]:
    """One row of a fieldset: the field in every language."""
    return tuple(languages.field_name(field, code) for code in languages.codes())


def words_fieldset(name: "str | _StrPromise | None", fields: Sequence[str], **options: Any) -> Fieldset:
    """A fieldset that shows each field in all languages, side by side."""
    classes = [SIDE_BY_SIDE, *options.pop("classes", [])]
    return name, {"fields": [in_all_languages(field) for field in fields], "classes": classes, **options}


def _opened(options: dict[str, Any], errors: Container[str]) -> dict[str, Any]:
    """The options of a fieldset, without "collapse" when one of its fields has an error."""
    if not any(field in errors for field in flatten(options["fields"])):
        return options
    return options | {"classes": [each for each in options.get("classes", ()) if each != "collapse"]}


def _is_code(field: Field) -> bool:
    """Whether a field holds an address or an identifier: nothing to spell, and nothing for find and replace."""
    return isinstance(field, models.SlugField) or getattr(field, "is_code", False)


class SideBySide(FoundByTyping, _AdminMixin):
    """Form fields of the desk: translated ones are labelled with their language, and none alone is required."""

    formfield_overrides: ClassVar[Any] = {
        models.DateField: {"form_class": DayField, "widget": DayField.widget},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def patch_translation_field(self, db_field: Any, field: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().patch_translation_field(db_field, field, request, **kwargs)
        original = getattr(db_field, "translated_field", None)
        if original is None:
            return
        field.required = False
        field.label = f"{capfirst(original.verbose_name)} ({languages.name_within(db_field.language)})"
        widget = self._get_widget_from_field(field)
        widget.is_required = False
        widget.attrs["lang"] = db_field.language
        if isinstance(widget, forms.TextInput | forms.Textarea):
            widget.attrs["spellcheck"] = "false" if _is_code(original) else "true"
        if isinstance(widget, forms.Textarea):  # js/desk/counts.js
            widget.attrs["data-words-per-minute"] = data_for(db_field.language).words_per_minute


class TranslatedAdmin(FoundByWords, SideBySide, WritesLate, TranslationAdmin):
    """A translated model with one form for all languages. `needed`: fields required in at least one of them."""

    form: type[TranslatedForm] = TranslatedForm
    needed: ClassVar[tuple[str, ...]] = ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.needed = self.needed
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Open the fieldsets that have an error. Django looks for it in rows of one field only."""
        shown = context["adminform"]
        shown.fieldsets = [(name, _opened(options, shown.form.errors)) for name, options in shown.fieldsets]
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Try again after a conflict with another editor's save: the form's validation then finds and names it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (AddressTaken, IntegrityError):
            return super().changeform_view(request, object_id, form_url, extra_context)


class TranslatedInline(SideBySide, TranslationInlineModelAdmin, admin.StackedInline):
    """Rows of a translated model below another one. Permission to change the parent includes its rows."""

    extra = 0
    template = "admin/rows.html"

    class Media:
        js = [Script("js/desk/rows.js", type="module")]

    def _may_change_parent(self, request: HttpRequest) -> bool:
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}") or request.user.has_perm(
            f"{opts.app_label}.add_{opts.model_name}"
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change_parent(request)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}") or self._may_change_parent(
            request
        )
