from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thinktank.desk.addressed import AddressedAdmin
from thinktank.desk.translated import Fieldsets, in_all_languages, words_fieldset
from thinktank.taxonomy.models import Audience, Project, Region, Topic


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
