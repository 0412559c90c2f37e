"""All publications in one list, whatever their kind; also where the form finds what a publication is related to."""

from django.contrib import admin
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thinktank.desk.translated import TranslatedAdmin, in_all_languages
from thinktank.publishing.admin.filters import TypeFilter, state_filters
from thinktank.publishing.admin.list import PublicationList, state_columns
from thinktank.publishing.kinds import kind_label, model_of
from thinktank.publishing.models import Publication


@admin.register(Publication)
class EverythingAdmin(TranslatedAdmin):
    search_fields = in_all_languages("title")
    search_help_text = _("Words of a title, in any language")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_list_display(self, request):
        return ["title_in_words", "kind_in_words", *state_columns(), "changed_at"]

    def get_list_filter(self, request):
        return [TypeFilter, *state_filters(), ("topics", admin.RelatedOnlyFieldListFilter)]

    def get_changelist(self, request, **kwargs):
        return PublicationList

    @admin.display(description=_("title"))
    def title_in_words(self, publication):
        return str(publication)

    @admin.display(description=_("kind"))
    def kind_in_words(self, publication):
        return kind_label(publication.type, publication.kind)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Every publication is edited on the form of its own kind."""
        publication = Publication.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if publication is None:
            raise Http404
        opts = model_of(publication)._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[publication.pk])
        query = request.META.get("QUERY_STRING", "")  # a small window says in it that it is one
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
