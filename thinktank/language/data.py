"""The LanguageData of each language. Texts in a language without data are left as they are written."""

from thinktank.language import english, russian
from thinktank.language.description import NOTHING, LanguageData

KNOWN = {"en": english.DATA, "ru": russian.DATA}


def data_for(language: str) -> LanguageData:
    """The data of a language code, or of the part before its hyphen: "en-gb" uses "en"."""
    return KNOWN.get(language) or KNOWN.get(language.split("-")[0], NOTHING)
