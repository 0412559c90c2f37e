from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.desk.translated import TranslatedAdmin
from thinktank.desk.uses import uses_of
from thinktank.language import languages


class AddressedAdmin(TranslatedAdmin):
    """What has a page but no editions: found by its name in any language, listed with the languages it is public in."""

    delete_confirmation_template = "admin/addressed/delete.html"
    delete_selected_confirmation_template = "admin/addressed/delete_selected.html"
    list_per_page = 100
    show_full_result_count = False

    def get_list_display(self, request):
        return ["name_in_words", "public_in"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.announce()

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
