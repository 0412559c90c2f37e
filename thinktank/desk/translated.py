"""Admin classes for translated models: every language beside the others, none of them named."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.utils.text import capfirst
from modeltranslation.admin import TranslationAdmin, TranslationInlineModelAdmin

from thinktank.addresses.models import AddressTaken
from thinktank.desk.forms import TranslatedForm
from thinktank.desk.moments import DayField, MomentField, MomentInput
from thinktank.desk.searching import FoundByWords
from thinktank.desk.widgets import FoundByTyping
from thinktank.desk.writing import WritesLate
from thinktank.language import languages

SIDE_BY_SIDE = "side-by-side"


def in_all_languages(field):
    """One row of a fieldset: the field in every language, in the order of the settings."""
    return tuple(languages.field_name(field, code) for code in languages.codes())


def words_fieldset(name, fields, **options):
    """A fieldset in which each field stands in all languages, side by side."""
    classes = [SIDE_BY_SIDE, *options.pop("classes", [])]
    return name, {"fields": [in_all_languages(field) for field in fields], "classes": classes, **options}


class SideBySide(FoundByTyping):
    """What fields look like: translated ones named with their language, none of them required by itself."""

    formfield_overrides = {
        models.DateField: {"form_class": DayField, "widget": DayField.widget},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def patch_translation_field(self, db_field, field, request, **kwargs):
        super().patch_translation_field(db_field, field, request, **kwargs)
        original = getattr(db_field, "translated_field", None)
        if original is None:
            return
        field.required = False
        field.label = f"{capfirst(original.verbose_name)} ({languages.name_within(db_field.language)})"
        widget = self._get_widget_from_field(field)
        widget.is_required = False
        widget.attrs["lang"] = db_field.language


class TranslatedAdmin(FoundByWords, SideBySide, WritesLate, TranslationAdmin):
    """A translated model with one form for all languages. `needed` names the words it cannot do without."""

    form = TranslatedForm
    needed = ()

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.needed = self.needed
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A clash with somebody who saved in this very moment: asked again, the form finds and names it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (AddressTaken, IntegrityError):
            return super().changeform_view(request, object_id, form_url, extra_context)


class TranslatedInline(SideBySide, TranslationInlineModelAdmin, admin.StackedInline):
    """Rows of a translated model below another one. Who may change that one may change its rows."""

    extra = 0
    template = "admin/rows.html"

    def _may_change_parent(self, request):
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}") or request.user.has_perm(
            f"{opts.app_label}.add_{opts.model_name}"
        )

    def has_add_permission(self, request, obj=None):
        return self._may_change_parent(request)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request, obj=None):
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}") or self._may_change_parent(
            request
        )
