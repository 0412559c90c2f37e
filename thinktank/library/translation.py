from modeltranslation.translator import TranslationOptions, register

from thinktank.library.models import Image


@register(Image)
class ImageTranslation(TranslationOptions):
    fields = ("alt", "credit")
    empty_values = ""
