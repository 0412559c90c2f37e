from modeltranslation.translator import TranslationOptions, register

from experts.models import Affiliation, Expert, Organization


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("slug", "name", "short_name", "name_in_role", "description")
    empty_values = ""


@register(Expert)
class ExpertTranslation(TranslationOptions):
    fields = ("slug", "given_name", "family_name", "bio", "spoken_languages")
    empty_values = ""


@register(Affiliation)
class AffiliationTranslation(TranslationOptions):
    fields = ("role",)
    empty_values = ""
