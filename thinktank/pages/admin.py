from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thinktank.desk.translated import TranslatedAdmin, words_fieldset
from thinktank.desk.widgets import FoundByTyping
from thinktank.pages.first_steps import first_steps
from thinktank.pages.models import FrontPage, FrontSlot, Page, SiteSettings
from thinktank.publishing.admin import PublicationAdmin
from thinktank.publishing.admin.inlines import OrderedPublications


@admin.register(Page)
class PageAdmin(PublicationAdmin):
    pass


class SingleRowAdmin(admin.ModelAdmin):
    """The admin of a model with one row. Its list redirects to the form of the row."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        opts, row = self.model._meta, self.model._default_manager.first()
        name = f"admin:{opts.app_label}_{opts.model_name}_{'change' if row else 'add'}"
        return HttpResponseRedirect(reverse(name, args=[row.pk] if row else []))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.model._default_manager.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(SiteSettings)
class SiteSettingsAdmin(SingleRowAdmin, TranslatedAdmin):
    needed = ("name",)
    autocomplete_fields = ["about", "logo", "logo_on_dark"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[tuple[Any, Any]]:
        return [
            words_fieldset(_("Who publishes this site"), ["name", "tagline", "contacts", "rights"]),
            (None, {"fields": ["licence"]}),
            (_("Menu"), {"fields": ["about"]}),
            (_("Logo"), {"fields": [("logo", "logo_on_dark")]}),
            (
                _("Colour"),
                {
                    "fields": [("accent_on_light", "accent_on_dark")],
                    "description": _(
                        "The site’s one accent colour: labels, dots, underlines. Both must be legible as text, with a contrast of 4.5:1 or more."
                    ),
                },
            ),
            words_fieldset(
                _("Notice"), ["notice"], description=_("Shown at the top of every page until you clear it.")
            ),
            (_("Search engines and AI"), {"fields": ["content_usage", "robots_rules"]}),
        ]


class FrontSlotInline(OrderedPublications):
    model = FrontSlot
    description = _(
        "The first one leads; the next three are shown beside it. Anything not live in a language (a draft, scheduled, withdrawn or not translated) is skipped there; the newest publications fill the gaps."
    )


@admin.register(FrontPage)
class FrontPageAdmin(SingleRowAdmin, FoundByTyping, admin.ModelAdmin):
    inlines = [FrontSlotInline]
    autocomplete_fields = ["poll", "projects"]
    fieldsets = [(_("Poll and projects"), {"fields": ["poll", "projects"]})]

    def get_view_on_site_url(self, obj: Model | None = None) -> str:
        return "/"


admin.site.show_on_index(first_steps=first_steps)  # type: ignore[attr-defined] # it is a DeskSite
