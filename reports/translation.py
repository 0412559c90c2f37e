from modeltranslation.translator import TranslationOptions, register

from reports.models import Recommendation, Report


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("pdf",)


@register(Recommendation)
class RecommendationTranslation(TranslationOptions):
    fields = ("addressee", "text")
    empty_values = ""
