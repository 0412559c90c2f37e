"""What is known about each language; one that is not here is left as it is written."""

from thinktank.language import english, russian
from thinktank.language.description import NOTHING, LanguageData

KNOWN = {"en": english.DATA, "ru": russian.DATA}


def data_for(language: str) -> LanguageData:
    """The data of a language code, or of what stands before its hyphen: "en-gb" is served by "en"."""
    return KNOWN.get(language) or KNOWN.get(language.split("-")[0], NOTHING)
