from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.admin import StaffAdmin, SuperusersOnly
from thinktank.desk.addressed import AddressedAdmin
from thinktank.desk.translated import Fieldsets, in_all_languages, words_fieldset
from thinktank.taxonomy.models import Audience, Project, Region, Remit, Topic


class TermAdmin(AddressedAdmin):
    needed = ("name",)
    search_fields = in_all_languages("name")
    own_fields: ClassVar[tuple[Any, ...]] = ()  # as Django's fieldsets take them

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [
            words_fieldset(None, ["name", "description"]),
            (None, {"fields": [*self.own_fields, "position", "is_public"]}),
            words_fieldset(_("Address"), ["slug"], classes=["collapse"]),
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), "position"]


@admin.register(Topic, Region, Audience)
class PlainTermAdmin(TermAdmin):
    pass


@admin.register(Project)
class ProjectAdmin(TermAdmin):
    own_fields = (("starts_on", "ends_on"),)


class RemitForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("topics") or cleaned.get("projects")):
            raise forms.ValidationError(_("Choose a topic or a project, or delete the limit."))
        return cleaned


class RemitInline(SuperusersOnly, admin.StackedInline):
    """On the form of an account. An account without one works on texts of all topics."""

    model = Remit
    form = RemitForm
    autocomplete_fields = ("topics", "projects")
    extra = 0
    fieldsets = (
        (
            None,
            {
                "fields": ("topics", "projects"),
                "description": _(
                    "The account reads what its roles let it read, but writes and translates only texts that have one of "
                    "these, that it began or that were assigned to it, and publishes only texts that have one of these."
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


StaffAdmin.inlines.append(RemitInline)
