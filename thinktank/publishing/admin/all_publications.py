"""The list of publications of all types, which also answers the fields that choose a related publication."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.permissions import visible
from thinktank.desk.lists import LongList
from thinktank.desk.translated import TranslatedAdmin
from thinktank.publishing.admin import about_all_texts, first_page, together_acts  # noqa: F401 (registers acts)
from thinktank.publishing.admin.filled_in import byline, take_over
from thinktank.publishing.admin.filters import PersonFilter, TopicFilter, TypeFilter, state_filters
from thinktank.publishing.admin.link_targets import link_targets
from thinktank.publishing.admin.list import PublicationList, state_columns
from thinktank.publishing.admin.searching import FoundInTexts
from thinktank.publishing.admin.together import ActedOnTogether, together_page
from thinktank.publishing.models import Publication
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.working_copies import model_of

for make in (first_page.mine, first_page.scheduled, first_page.outdated, first_page.published):
    admin.site.add_tile(make)  # type: ignore[attr-defined]  # it is a DeskSite


@admin.register(Publication)
class EverythingAdmin(ActedOnTogether, LongList, FoundInTexts, TranslatedAdmin):
    search_help_text = _("Words of the text, names, addresses or numbers, in any language")
    list_per_page = 50
    change_list_template = "admin/list_of_texts.html"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["title_in_words", "kind_in_words", *state_columns(), "changed_at"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [TypeFilter, *state_filters(), PersonFilter, ("topics", TopicFilter)]

    def get_urls(self) -> list[URLPattern]:
        together = path(
            "together/<slug:act>/", self.admin_site.admin_view(together_page), name="publishing_together"
        )
        data = [
            ("link-targets/", link_targets, "publishing_link_targets"),
            ("byline/", byline, "publishing_byline"),
            ("take-over/", take_over, "publishing_take_over"),
        ]
        view_at = self.admin_site.admin_view
        return [
            *(
                path(route, view_at(partial(view, site=self.admin_site)), name=name)
                for route, view, name in data
            ),
            *about_all_texts.page_urls(self),
            together,
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"further_pages": about_all_texts.links(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        return visible(request.user, super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PublicationList]:
        return PublicationList

    @admin.display(description=_("title"))
    def title_in_words(self, publication: Publication) -> str:
        return str(publication)

    @admin.display(description=_("kind"))
    def kind_in_words(self, publication: Publication) -> str:
        return kind_label(publication.type, publication.kind)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Redirect to the form of the publication's type. Raises PermissionDenied, Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        publication = self.get_object(request, unquote(object_id))
        if publication is None:
            raise Http404
        opts = model_of(publication)._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[publication.pk])
        query = request.META.get("QUERY_STRING", "")  # pop-up windows are marked in the query
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False
