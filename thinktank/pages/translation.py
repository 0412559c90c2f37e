from modeltranslation.translator import TranslationOptions, register

from thinktank.pages.models import Page, SiteSettings


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ()


@register(SiteSettings)
class SiteSettingsTranslation(TranslationOptions):
    fields = ("name", "tagline", "contacts", "rights", "notice")
    empty_values = ""
