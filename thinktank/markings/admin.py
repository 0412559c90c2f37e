from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.accounts.permissions import can
from thinktank.desk.translated import Fieldsets, TranslatedAdmin, in_all_languages, words_fieldset
from thinktank.markings.models import Marking


@admin.register(Marking)
class MarkingAdmin(TranslatedAdmin):
    """One that has been in force is not deleted but ended; an administrator may delete it all the same."""

    needed = ("words",)
    autocomplete_fields = ["expert", "organization"]
    list_display = ["__str__", "about", "starts_on", "ends_on", "state"]
    search_fields = in_all_languages("words")
    list_per_page = 50
    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        return [
            words_fieldset(None, ["words"]),
            (gettext_lazy("About"), {"fields": [("expert", "organization")]}),
            (None, {"fields": [("starts_on", "ends_on"), "is_prominent"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("expert", "organization")

    def has_delete_permission(self, request: HttpRequest, obj: Marking | None = None) -> bool:
        return super().has_delete_permission(request) if obj is None else can(request.user, "delete", obj)

    @admin.display(description=gettext_lazy("about whom"))
    def about(self, marking: Marking) -> str:
        return str(marking.expert or marking.organization or _("the whole site"))

    @admin.display(description=gettext_lazy("state"))
    def state(self, marking: Marking) -> str:
        today = timezone.localdate()
        if marking.is_in_force(today):
            return _("in force")
        return _("not yet in force") if today < marking.starts_on else _("no longer in force")
