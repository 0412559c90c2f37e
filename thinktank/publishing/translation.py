from modeltranslation.translator import TranslationOptions, register

from thinktank.publishing.identifiers import IDENTIFIERS
from thinktank.publishing.models import Contribution, Institution, Picture, Publication, Takeaway


@register(Publication)
class PublicationTranslation(TranslationOptions):
    fields = (
        "title", "standfirst", "body", "slug", "cover_caption", "funding", "translation_method", *IDENTIFIERS,
    )  # fmt: skip
    empty_values = ""


@register(Contribution)
class ContributionTranslation(TranslationOptions):
    fields = ("name", "affiliation")
    empty_values = ""


@register(Institution)
class InstitutionTranslation(TranslationOptions):
    fields = ("name",)
    empty_values = ""


@register(Takeaway)
class TakeawayTranslation(TranslationOptions):
    fields = ("text",)
    empty_values = ""


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("caption",)
    empty_values = ""
