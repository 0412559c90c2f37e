"""The inline forms of every publication. Apps above this one add their own:

    from thinktank.publishing.admin.inlines import publication_inlines
    publication_inlines.append(PollInline)

An inline is shown after the fieldset that its `stands_after` names ("cover", "subjects"), by default at the end.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR, InlineModelAdmin
from django.db.models import Field, Model
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.permissions import can
from thinktank.desk.rows import RowFormSet
from thinktank.desk.translated import Fieldsets, TranslatedInline, in_all_languages
from thinktank.desk.widgets import FoundByTyping, without_windows
from thinktank.publishing.admin.permissions import close_for_translators
from thinktank.publishing.models import Contribution, Institution, Picture, Publication, Relation, Takeaway
from thinktank.publishing.publication_types import kinds_of, type_named, types_with_lists
from thinktank.publishing.usual_roles import UsualRoles
from thinktank.publishing.working_copies import publication_models


class NamedFormSet(RowFormSet):
    """Rows of people or institutions. A new one has the role that is usual in this kind of publication.

    Attributes of the fields tell the form's scripts the same (roles.js, bylines.js).
    """

    chosen: ClassVar[str]  # the field with the person or institution

    def usual_role(self, roles: UsualRoles) -> str:
        raise NotImplementedError

    def add_fields(self, form: ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        _inner(form.fields[self.chosen]).attrs["data-byline"] = reverse("admin:publishing_byline")
        if form.instance.pk is None and kinds_of(self.instance.type_name()):
            self._give_usual_role(form)

    def _give_usual_role(self, form: ModelForm[Any]) -> None:
        name = self.instance.type_name()
        by_kind = {kind: self.usual_role(UsualRoles.of(name, kind)) for kind in kinds_of(name)}
        role = form.fields["role"]
        role.widget.attrs["data-usual-roles"] = json.dumps(by_kind)
        kind = self.data.get("kind", "") if self.is_bound else self.instance.kind
        form.initial["role"] = by_kind.get(kind) or next(iter(by_kind.values()))
        # A role alone makes no row
        role.has_changed = lambda initial, data: False  # type: ignore[method-assign]


class PeopleFormSet(NamedFormSet):
    chosen = "expert"

    def usual_role(self, roles: UsualRoles) -> str:
        return roles.person


class InstitutionsFormSet(NamedFormSet):
    chosen = "organization"

    def usual_role(self, roles: UsualRoles) -> str:
        return roles.institution


def _inner(field: forms.Field) -> forms.Widget:
    """The widget within Django's wrapper. A copy of the wrapper has the attributes of the original."""
    return cast(forms.Widget, getattr(field.widget, "widget", field.widget))


FILLED_IN = [forms.Script(f"js/desk/{name}.js", type="module") for name in ("roles", "bylines")]


class PartInline(TranslatedInline):
    """Ordered rows that are saved, compared and restored with their publication. Translators change their words alone."""

    formset = RowFormSet

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return self.has_add_permission(request, obj) or can(request.user, "translate", obj)

    def has_add_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return can(request.user, "write", obj or self.parent_model)

    has_delete_permission = has_add_permission

    def get_max_num(self, request: HttpRequest, obj: Publication | None = None, **kwargs: Any) -> int | None:
        """For those who may add no rows, as many as there are."""
        if obj is None or self.has_add_permission(request, obj):
            return super().get_max_num(request, obj, **kwargs)
        link = next(
            field.name
            for field in self.model._meta.fields
            if field.is_relation and issubclass(self.parent_model, cast(type, field.related_model))
        )
        return self.model._default_manager.filter(**{link: obj}).count()

    def get_formset(
        self, request: HttpRequest, obj: Publication | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        close_for_translators(formset.form, request, obj)
        return formset


class ContributionInline(PartInline):
    model = Contribution
    formset = PeopleFormSet
    verbose_name, verbose_name_plural = _("person"), _("people")
    stands_after = "cover"
    autocomplete_fields = ["expert"]
    description = _(
        "Authors, speakers, translators. For someone with an expert page, choose the expert; name and affiliation are filled in. For a guest, leave the expert empty and write name and affiliation in each language. For a team (“Editorial board”), leave the expert empty and write only the name."
    )

    class Media:
        js = FILLED_IN

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Fieldsets:
        fields = [("expert", "role", "position"), in_all_languages("name"), in_all_languages("affiliation")]
        return [(None, {"fields": fields})]


class InstitutionInline(PartInline):
    model = Institution
    formset = InstitutionsFormSet
    stands_after = "cover"
    autocomplete_fields = ["organization"]
    description = _(
        "Who published, organised, hosted or funded it. Names are filled in from the organisation."
    )

    class Media:
        js = FILLED_IN

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Fieldsets:
        return [(None, {"fields": [("organization", "role", "position"), in_all_languages("name")]})]


class PictureInline(PartInline):
    model = Picture
    stands_after = "cover"
    autocomplete_fields = ["image"]
    description = _(
        "Shown below the text in this order, each with its caption; the credit comes from the library."
    )

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Fieldsets:
        return [(None, {"fields": [("image", "position"), in_all_languages("caption")]})]


class TakeawayInline(PartInline):
    model = Takeaway
    stands_after = "subjects"
    description = _(
        "What this means for business, for researchers …: one sentence, shown under the title on their page and beside the text. Only for readers chosen under “Useful for”."
    )

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Fieldsets:
        return [(None, {"fields": [("audience", "position"), in_all_languages("text")]})]


class TableRowFormSet(RowFormSet):
    """Ordered rows of a table. The head of the table has the labels; each field repeats its own for screen readers."""

    def add_fields(self, form: ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                _inner(field).attrs.setdefault("aria-label", field.label)


class TableRows(FoundByTyping, admin.TabularInline):
    """Ordered rows in a table. Editors who may change the object above may change the rows."""

    formset = TableRowFormSet
    extra = 0
    template = "admin/rows_table.html"

    class Media:
        js = [forms.Script("js/desk/rows.js", type="module")]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, "write", obj or self.parent_model)

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Leave out pop-up windows: the objects that these rows choose have forms whose buttons lead elsewhere."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_windows(field)


class RelationFormSet(TableRowFormSet):
    """A new row has the relation that is usual for this type, and says where a publication for it is made."""

    may_add: tuple[type[Publication], ...] = ()  # types that the user may add

    def add_fields(self, form: ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        name = self.instance.type_name()
        target = _inner(form.fields["target"])
        target.attrs["data-take-over"] = f"{reverse('admin:publishing_take_over')}?into={name}"
        target.attrs["data-open"] = reverse("admin:publishing_publication_change", args=[0])
        target.attrs["data-new"] = json.dumps([_new(model) for model in self.may_add])
        if form.instance.pk is None and kinds_of(name):
            form.initial["role"] = type_named(name).new_relation


def _new(model: type[Publication]) -> dict[str, str]:
    opts = model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
    return {"name": str(opts.verbose_name), "address": f"{address}?{IS_POPUP_VAR}=1"}


class RelationInline(TableRows):
    model = Relation
    verbose_name, verbose_name_plural = _("related publication"), _("related publications")
    fk_name = "source"
    autocomplete_fields = ["target"]
    fields = ["role", "target", "position"]
    formset = RelationFormSet
    description = _("For example: this news item reports on that event. Readers see the link on both pages.")

    class Media:
        js = [forms.Script(f"js/desk/{name}.js", type="module") for name in ("new-related", "take-over")]

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        models = (publication_models()[each.name] for each in types_with_lists())
        formset.may_add = tuple(  # type: ignore[attr-defined]  # it is a RelationFormSet
            model for model in models if self.admin_site.get_model_admin(model).has_add_permission(request)
        )
        return formset


class OrderedPublications(TableRows):
    """An ordered choice of publications, on the form of something else, such as a series."""

    autocomplete_fields = ["publication"]
    fields = ["publication", "position"]


publication_inlines: list[type[InlineModelAdmin[Any, Any]]] = [
    ContributionInline,
    InstitutionInline,
    PictureInline,
    TakeawayInline,
    RelationInline,
]

__all__ = [
    "ContributionInline",
    "InstitutionInline",
    "OrderedPublications",
    "PartInline",
    "RelationInline",
    "publication_inlines",
]
