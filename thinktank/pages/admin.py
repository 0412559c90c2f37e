from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thinktank.desk.translated import TranslatedAdmin, words_fieldset
from thinktank.pages.models import Page, SiteSettings
from thinktank.publishing.admin import PublicationAdmin


@admin.register(Page)
class PageAdmin(PublicationAdmin):
    pass


@admin.register(SiteSettings)
class SiteSettingsAdmin(TranslatedAdmin):
    """One row: its list is its form."""

    needed = ("name",)
    autocomplete_fields = ["logo"]

    def get_fieldsets(self, request, obj=None):
        return [
            words_fieldset(_("Who publishes this site"), ["name", "tagline", "contacts"]),
            (_("Logo"), {"fields": ["logo"]}),
            words_fieldset(
                _("Notice"), ["notice"], description=_("Stands at the top of every page until you empty it.")
            ),
        ]

    def changelist_view(self, request, extra_context=None):
        row = SiteSettings.objects.first()
        name = "admin:pages_sitesettings_change" if row else "admin:pages_sitesettings_add"
        return HttpResponseRedirect(reverse(name, args=[row.pk] if row else []))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
