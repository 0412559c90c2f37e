from modeltranslation.translator import TranslationOptions, register

from thinktank.taxonomy.models import Audience, Project, Region, Topic


@register([Topic, Region, Audience, Project])
class TermTranslation(TranslationOptions):
    fields = ("slug", "name", "description")
    empty_values = ""
