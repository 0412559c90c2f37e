from typing import Any

from django.contrib import admin
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.readership.models import LATELY, Readership, ReadershipQuerySet


@admin.register(Readership)
class ReadershipAdmin(admin.ModelAdmin):
    """A read-only list of live texts by reads of the last thirty days; texts that nobody has read are left out."""

    list_display = ["text", "language_in_words", "reads_lately", "reads_in_all"]
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> ReadershipQuerySet:
        now = timezone.now()
        today = timezone.localdate(now)
        found = Readership.objects.counted(now).that_were_read()
        return found.with_reads_lately(today, today - LATELY).with_reads_in_all().for_lists()

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        return ["-reads_lately", "-reads_in_all", "-pk"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": _("What is read")} | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        """For the list only: a single edition has its page on the site."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=_("text"))
    def text(self, edition: Readership) -> str:
        return format_html(
            '<a href="{}" lang="{}">{}</a>', edition.get_absolute_url(), edition.language, edition.title
        )

    @admin.display(description=_("Language"), ordering="language")
    def language_in_words(self, edition: Readership) -> str:
        return languages.own_name_of(edition.language)

    @admin.display(description=_("reads in the last 30 days"), ordering="reads_lately")
    def reads_lately(self, edition: Any) -> int:
        return edition.reads_lately

    @admin.display(description=_("reads in all"), ordering="reads_in_all")
    def reads_in_all(self, edition: Any) -> int:
        return edition.reads_in_all
