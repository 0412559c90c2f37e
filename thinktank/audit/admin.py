"""The audit log on the desk: superusers read it, nobody changes it."""

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from thinktank.audit.models import AuditEntry
from thinktank.audit.sentences import ACTS, Named, in_words, name_all
from thinktank.desk.lists import DeskList, LongList

NOBODY = "site"


class ActFilter(admin.SimpleListFilter):
    title = _("what was done")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(act, name) for act, (name, _sentence) in ACTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(act=self.value()) if self.value() else queryset


class WhoFilter(admin.SimpleListFilter):
    title = _("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        people = [
            (str(user.pk), user.get_full_name() or user.username)
            for user in User.objects.order_by("username")
        ]
        return [*people, (NOBODY, _("The site"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == NOBODY:
            return queryset.filter(who_id=None)
        known = {key for key, _name in self.lookup_choices}
        return queryset.filter(who_id=self.value()) if self.value() in known else queryset


class DayFilter(admin.SimpleListFilter):
    """By day in the site's time zone, or the days before today."""

    title = _("day")
    parameter_name = "day"
    choices_of_days = {
        "1": _("today"),
        "2": _("since yesterday"),
        "7": _("the last 7 days"),
        "31": _("the last 31 days"),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(self.choices_of_days.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = self.value() or ""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        if asked in self.choices_of_days:
            return queryset.filter(at__gte=midnight - datetime.timedelta(days=int(asked) - 1))
        return queryset


class ObjectFilter(admin.SimpleListFilter):
    """All acts on one object: links in the list lead here. Offers nothing by itself."""

    title = _("object")
    parameter_name = "object"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        asked = request.GET.get(self.parameter_name, "")
        return [(asked, _("this one alone"))] if asked.count(" ") == 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        model, key = str(self.value()).split(" ")
        return queryset.filter(model=model, key=key)


class EntryList(DeskList):
    """Looks up at once what the entries of a page are about."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        named = name_all(self.result_list)
        for entry in self.result_list:
            entry.named = named


@admin.register(AuditEntry)
class AuditLogAdmin(LongList, admin.ModelAdmin):
    list_display = ["at", "sentence", "more"]
    list_display_links = None
    list_filter = [ActFilter, WhoFilter, DayFilter, ObjectFilter]
    list_per_page = 50
    ordering = ["-number"]
    sortable_by = ()
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EntryList

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """The list only: there is no page of a single entry."""
        return obj is None and self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    @admin.display(description=_("what was done"))
    def sentence(self, entry: Any) -> str:
        words, address = in_words(entry, entry.named), _address(entry, entry.named)
        return format_html('<a href="{}">{}</a>', address, words) if address else words

    @admin.display(description=_("object"))
    def more(self, entry: AuditEntry) -> str:
        if not entry.key:
            return "—"
        return format_html(
            '<a href="?object={}+{}">{}</a>', entry.model, entry.key, _("all that was done to it")
        )


def _address(entry: AuditEntry, named: Named) -> str:
    """The form of the object on the desk; empty when it is gone or has none."""
    thing = named.thing(entry)
    if thing is None:
        return ""
    try:
        opts = thing._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        return ""
