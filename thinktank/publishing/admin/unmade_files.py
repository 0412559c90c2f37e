"""The list of files that could not be made, with the reason and a button to try again."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thinktank.language import languages
from thinktank.publishing.admin import about_all_texts
from thinktank.publishing.models import UnmadeFile
from thinktank.publishing.models.unmade_file import UnmadeFileQuerySet
from thinktank.publishing.working_copies import publication_models


@admin.register(UnmadeFile)
class UnmadeFileAdmin(admin.ModelAdmin):
    list_display = ["kind_in_words", "text", "reason_in_words", "finished_at"]
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    actions = ["try_again"]
    change_list_template = "admin/list_of_texts.html"

    def n_waiting(self) -> int:
        return UnmadeFile.objects.count()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": _("Files that could not be made"),
            "further_pages": about_all_texts.links(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: UnmadeFile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: UnmadeFile | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: UnmadeFile | None = None) -> bool:
        """The list only: there is no page of a single one."""
        return obj is None and super().has_view_permission(request)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publishing.publish_publication")

    @admin.action(description=_("Try again"), permissions=["publish"])
    def try_again(self, request: HttpRequest, queryset: UnmadeFileQuerySet) -> None:
        n = queryset.try_again()
        self.message_user(
            request,
            ngettext("%(n)d file will be tried again.", "%(n)d files will be tried again.", n) % {"n": n},
        )

    @admin.display(description=_("file"))
    def kind_in_words(self, unmade: UnmadeFile) -> str:
        return unmade.kind_in_words

    @admin.display(description=_("reason"))
    def reason_in_words(self, unmade: UnmadeFile) -> str:
        return unmade.reason

    @admin.display(description=_("text"))
    def text(self, unmade: UnmadeFile) -> str:
        edition = unmade.edition
        if edition is None:
            return "—"
        opts = publication_models()[edition.type]._meta
        name = f"admin:{opts.app_label}_{opts.model_name}_editions"
        return format_html(
            '<a href="{}" lang="{}">{}</a>, {} · {}',
            reverse(name, args=[edition.publication_id, edition.language]),
            edition.language,
            edition.title or "—",
            languages.name_of(edition.language),
            edition.printed,
        )
