from modeltranslation.translator import TranslationOptions, register

from polls.models import ImportedCount, Option, Poll


@register(Poll)
class PollTranslation(TranslationOptions):
    fields = ("slug", "question", "explanation")
    empty_values = ""


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("label",)
    empty_values = ""


@register(ImportedCount)
class ImportedCountTranslation(TranslationOptions):
    fields = ("source",)
    empty_values = ""
