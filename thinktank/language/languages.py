"""The languages of the site. Only the settings name them; other code asks here."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import get_language, override, pgettext
from modeltranslation.utils import build_localized_fieldname

from thinktank.language.data import data_for


def codes() -> list[str]:
    """Language codes in the order of settings.LANGUAGES, such as ["en", "ru"]."""
    return [code for code, _name in settings.LANGUAGES]


def current() -> str:
    """The active language when it is one of ours, else the first one."""
    language = get_language()
    return language if language and language in codes() else codes()[0]


def name_of(language: str) -> str:
    """The language's name, lazily translated: "Russian"."""
    names: dict[str, Any] = dict(settings.LANGUAGES)  # lazy translations: to callers they are texts
    return names.get(language, language)


def _name_within(language: str) -> str:
    name = str(name_of(language))
    return name[:1].lower() + name[1:] if data_for(current()).lowers_language_names else name


name_within = lazy(_name_within, str)  # the name inside a sentence or in brackets: «русский», but "Russian"


def name_after_in(language: str) -> str:
    """The name after "in", which some languages inflect: «на русском», though the name is «русский»."""
    names: dict[str, Any] = settings.LANGUAGE_NAMES_AFTER_IN  # lazy translations too
    return names.get(language) or name_of(language)


def own_name_of(language: str) -> str:
    """The language's name in itself: "Русский"."""
    with override(language):
        return str(name_of(language))


def invitation_to(language: str) -> str:
    """The text of a link to a page in that language, in that language: "Читать на русском"."""
    with override(language):
        return pgettext("each catalogue names its own language", "Read in English")


def locale_of(language: str) -> str:
    """Language and country for Open Graph: "ru_RU"."""
    return data_for(language).locale or language


def scripts_of(language: str) -> list[str]:
    """Names of the subsets of our fonts that a page in this language needs: ["latin", "cyrillic"]."""
    return list(data_for(language).scripts)


def field_name(field: str, language: str) -> str:
    """The column of a translated field in one language: ("title", "ru") -> "title_ru"."""
    return build_localized_fieldname(field, language)


def word(instance: Model, field: str, language: str) -> str:
    """The text of a translated field in one language; empty when there is none."""
    return getattr(instance, field_name(field, language)) or ""


def first_word(instance: Model, field: str) -> tuple[str, str]:
    """(text, language) of the first language in which the field is filled; tries the active language first."""
    for language in [current(), *codes()]:
        if text := word(instance, field, language):
            return text, language
    return "", current()
