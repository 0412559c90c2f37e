from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from experts.models import Affiliation, Expert, Organization
from thinktank.desk.addressed import AddressedAdmin
from thinktank.desk.rows import RowFormSet
from thinktank.desk.translated import Fieldsets, TranslatedInline, in_all_languages, words_fieldset
from thinktank.language import languages


@admin.register(Organization)
class OrganizationAdmin(AddressedAdmin):
    needed = ("name",)
    search_fields = [*in_all_languages("name"), *in_all_languages("short_name")]
    autocomplete_fields = ["logo"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [
            words_fieldset(None, ["name", "short_name", "name_in_role", "description"]),
            (None, {"fields": ["website", "ror", "logo", "is_public"]}),
            words_fieldset(_("Address"), ["slug"], classes=["collapse"]),
        ]


class AffiliationInline(TranslatedInline):
    model = Affiliation
    formset = RowFormSet
    autocomplete_fields = ["organization"]
    description = _(
        "Current and former positions. Past publications keep the positions they were published with."
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [
            (
                None,
                {"fields": [("organization", "starts_on", "ends_on"), in_all_languages("role"), "position"]},
            )
        ]


@admin.register(Expert)
class ExpertAdmin(AddressedAdmin):
    needed = ("family_name",)
    search_fields = [*in_all_languages("family_name"), *in_all_languages("given_name")]
    autocomplete_fields = ["portrait", "topics"]
    inlines = [AffiliationInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [
            words_fieldset(None, ["given_name", "family_name", "bio", "spoken_languages"]),
            (None, {"fields": ["portrait", "topics", "press_contact", "orcid", "is_public"]}),
            words_fieldset(_("Address"), ["slug"], classes=["collapse"]),
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), "current_position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("affiliations__organization")

    @admin.display(description=pgettext_lazy("of a person", "name"))
    def name_in_words(self, expert: Expert) -> str:  # type: ignore[override]  # the model's own objects
        return super().name_in_words(expert)

    @admin.display(description=pgettext_lazy("held at an organisation", "position"))
    def current_position(self, expert: Expert) -> str:
        return expert.position_in(languages.current(), timezone.localdate())
