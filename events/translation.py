from modeltranslation.translator import TranslationOptions, register

from events.models import Event, Session


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("place", "attendance")
    empty_values = ""


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "description", "speakers")
    empty_values = ""
