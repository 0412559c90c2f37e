from modeltranslation.translator import TranslationOptions, register

from thinktank.markings.models import Marking


@register(Marking)
class MarkingTranslation(TranslationOptions):
    fields = ("words",)
    empty_values = ""
