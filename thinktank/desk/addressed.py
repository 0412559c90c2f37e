from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.accounts.policy import can
from thinktank.desk.likely import AddressedForm
from thinktank.desk.policy import with_public_policy
from thinktank.desk.preview import languages_to_preview, preview
from thinktank.desk.translated import TranslatedAdmin
from thinktank.desk.uses import uses_of
from thinktank.language import languages


class AddressedAdmin(TranslatedAdmin):
    """What has a page but no editions: found by its name in any language, listed with the languages it is public in."""

    form = AddressedForm
    delete_confirmation_template = "admin/addressed/delete.html"
    delete_selected_confirmation_template = "admin/addressed/delete_selected.html"
    change_form_template = "admin/addressed/change_form.html"
    list_per_page = 100
    show_full_result_count = False

    def get_list_display(self, request):
        return ["name_in_words", "public_in"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.invalidate_pages()
        if change and form.initial.get("is_public") and not form.instance.is_public:
            self._tell_where_it_is_used(request, form.instance)

    def _tell_where_it_is_used(self, request, thing):
        """Said when it is no longer public: nothing there links to it any more."""
        sentence = _("The page of “%(name)s” is no longer on the site, and nothing links to it.")
        links = format_html_join(", ", '<a href="{1}">{0}</a>', self.uses(thing))
        told = format_html("{} {}.", _("It is used here:"), links) if links else ""
        messages.warning(request, format_html("{} {}", sentence % {"name": thing}, told))

    def get_changeform_initial_data(self, request):
        """Nothing is public until somebody says so."""
        return {"is_public": False} | super().get_changeform_initial_data(request)

    def get_urls(self):
        opts = self.opts
        page = self.admin_site.admin_view(with_public_policy(partial(self.preview_view)))
        name = f"{opts.app_label}_{opts.model_name}_preview"
        return [path("<path:object_id>/preview/<str:language>/", page, name=name), *super().get_urls()]

    def preview_view(self, request, object_id, language):
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        return preview(request, thing, language)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        codes = languages_to_preview(obj) if obj else []
        context["previews"] = [(code, languages.name_within(code)) for code in codes]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request) if obj is None else can(request.user, "delete", obj)

    def get_deleted_objects(self, objs, request):
        """Before anything is deleted, where it is used; instead of Django's list of rows that would go with it."""
        _rows, _counts, lacking, protected = super().get_deleted_objects(objs, request)
        told = [{"thing": thing, "uses": self.uses(thing)} for thing in objs]
        return told, {self.opts.verbose_name_plural: len(told)}, lacking, protected

    def uses(self, thing):
        """(name, address on the desk) of what shows it."""
        return uses_of(thing)

    @admin.display(description=gettext_lazy("name"))
    def name_in_words(self, thing):
        return str(thing)

    @admin.display(description=gettext_lazy("public in"))
    def public_in(self, thing):
        names = [str(languages.name_of(code)) for code in languages.codes() if thing.is_public_in(code)]
        return ", ".join(names) or _("no language")

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.pk else None
