"""The languages of the site, as configured: nothing outside settings names one."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, override, pgettext
from modeltranslation.utils import build_localized_fieldname

from thinktank.language.data import data_for


def codes():
    """Language codes in the order of settings.LANGUAGES, such as ["en", "ru"]."""
    return [code for code, _name in settings.LANGUAGES]


def current():
    """The active language when it is one of ours, else the first one."""
    language = get_language()
    return language if language in codes() else codes()[0]


def name_of(language):
    """The language's name, translatable: "Russian"."""
    return dict(settings.LANGUAGES).get(language, language)


def _name_within(language):
    name = str(name_of(language))
    return name[:1].lower() + name[1:] if data_for(current()).lowers_language_names else name


name_within = lazy(_name_within, str)  # the name inside a sentence or in brackets: «русский», but "Russian"


def name_after_in(language):
    """The name as it stands after "in", where some languages inflect it: «на русском», though the name is «русский»."""
    return settings.LANGUAGE_NAMES_AFTER_IN.get(language) or name_of(language)


def own_name_of(language):
    """The language's name in itself: "Русский"."""
    with override(language):
        return str(name_of(language))


def invitation_to(language):
    """What a link to a text in that language says, in that language: "Читать на русском"."""
    with override(language):
        return pgettext("each catalogue names its own language", "Read in English")


def locale_of(language):
    """Language and country for Open Graph: "ru_RU"."""
    return data_for(language).locale or language


def scripts_of(language):
    """Names of the cuts of our fonts that a page in this language needs: ["latin", "cyrillic"]."""
    return list(data_for(language).scripts)


def field_name(field, language):
    """The column of a translated field in one language: ("title", "ru") -> "title_ru"."""
    return build_localized_fieldname(field, language)


def word(instance, field, language):
    """The text of a translated field in one language; an empty text when there is none."""
    return getattr(instance, field_name(field, language)) or ""


def first_word(instance, field):
    """(text, language) of the first language in which the field is filled, the active one first."""
    for language in [current(), *codes()]:
        if text := word(instance, field, language):
            return text, language
    return "", current()
