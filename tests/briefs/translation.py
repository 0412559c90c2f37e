from modeltranslation.translator import TranslationOptions, register

from tests.briefs.models import Brief, Step


@register(Brief)
class BriefTranslation(TranslationOptions):
    fields = ("question",)
    empty_values = ""


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("text",)
    empty_values = ""
