from modeltranslation.translator import TranslationOptions, register

from thinktank.library.models import Chart, Image


@register(Image)
class ImageTranslation(TranslationOptions):
    fields = ("alt", "credit")
    empty_values = ""


@register(Chart)
class ChartTranslation(TranslationOptions):
    fields = ("title", "data", "description", "source", "note")
    empty_values = ""
