from modeltranslation.translator import TranslationOptions, register

from thinktank.taxonomy.models import Audience, Project, Region, Series, Topic


@register([Topic, Region, Audience, Project, Series])
class TermTranslation(TranslationOptions):
    fields = ("slug", "name", "description")
    empty_values = ""
