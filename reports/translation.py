from modeltranslation.translator import TranslationOptions, register

from reports.models import KeyFinding, Recommendation, Report


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("pdf",)


@register(Recommendation)
class RecommendationTranslation(TranslationOptions):
    fields = ("addressee", "text")
    empty_values = ""


@register(KeyFinding)
class KeyFindingTranslation(TranslationOptions):
    fields = ("text",)
    empty_values = ""
