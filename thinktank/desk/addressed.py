"""Admin classes of models whose objects have a page but no editions."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.accounts.permissions import can
from thinktank.addresses.models import Addressed
from thinktank.desk.csp import with_public_policy
from thinktank.desk.likely import AddressedForm
from thinktank.desk.preview import languages_to_preview, preview
from thinktank.desk.translated import TranslatedAdmin
from thinktank.desk.uses import uses_of
from thinktank.language import languages


class AddressedAdmin(TranslatedAdmin):
    """Lists objects with the languages in which they are public; search finds them by their name in any language."""

    form = AddressedForm
    delete_confirmation_template = "admin/addressed/delete.html"
    delete_selected_confirmation_template = "admin/addressed/delete_selected.html"
    change_form_template = "admin/addressed/change_form.html"
    list_per_page = 100
    show_full_result_count = False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["name_in_words", "public_in"]

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[BaseModelFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.announce_change()
        if change and form.initial.get("is_public") and not form.instance.is_public:
            self._tell_where_it_is_used(request, form.instance)

    def _tell_where_it_is_used(self, request: HttpRequest, thing: Addressed) -> None:
        """Warn, once it is no longer public, which pages used to link to it."""
        sentence = _("The page of “%(name)s” is no longer on the site, and nothing links to it.")
        links = format_html_join(", ", '<a href="{1}">{0}</a>', self.uses(thing))
        told = format_html("{} {}.", _("Used here:"), links) if links else ""
        messages.warning(request, format_html("{} {}", sentence % {"name": thing}, told))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """New objects are not public until an editor makes them so."""
        initial: dict[str, Any] = {"is_public": False}
        return initial | super().get_changeform_initial_data(request)

    def get_urls(self) -> list[URLPattern]:
        opts = self.opts
        page = self.admin_site.admin_view(with_public_policy(partial(self.preview_view)))
        name = f"{opts.app_label}_{opts.model_name}_preview"
        return [path("<path:object_id>/preview/<str:language>/", page, name=name), *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str, language: str) -> HttpResponse:
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        return preview(request, thing, language)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        codes = languages_to_preview(obj) if obj else []
        context["previews"] = [(code, languages.name_within(code)) for code in codes]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request) if obj is None else can(request.user, "delete", obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[str], list[str]]:
        """Where each object is used, instead of Django's list of the rows that would be deleted with it."""
        _rows, _counts, lacking, protected = super().get_deleted_objects(objs, request)
        told = [{"thing": thing, "uses": self.uses(thing)} for thing in objs]
        return told, {self.opts.verbose_name_plural: len(told)}, lacking, protected

    def uses(self, thing: Model) -> list[tuple[str, str]]:
        """(name, path on the desk) of each object that refers to it."""
        return uses_of(thing)

    @admin.display(description=gettext_lazy("name"))
    def name_in_words(self, thing: Addressed) -> str:
        return str(thing)

    @admin.display(description=gettext_lazy("public in"))
    def public_in(self, thing: Addressed) -> str:
        names = [str(languages.name_of(code)) for code in languages.codes() if thing.is_public_in(code)]
        return ", ".join(names) or _("no language")

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.pk else None
