"""Names of people as catalogues and citations want them. Names of institutions do not belong here."""

import unicodedata

from thinktank.language.data import data_for


def split_name(name: str, language: str) -> tuple[str, str]:
    """(given names, family name) of a name in either order, without titles such as Dr.

    "Family, Given" says itself which is which; in Russian «Фамилия Имя Отчество» is told by the patronymic.
    A single word is a family name.
    """
    if "," in name:
        family, given = name.split(",", 1)
        if given.strip(" .").lower() not in data_for(language).suffixes:
            return _tidy(given), _tidy(family)
        name = f"{family} {given}"
    words = _without_titles(name.split(), data_for(language))
    if _ends_with_patronymic(words, data_for(language)):
        return " ".join(words[1:]), words[0]
    start = _start_of_family_name(words, data_for(language))
    return " ".join(words[:start]), " ".join(words[start:])


def family_first(name: str, language: str) -> str:
    """Family, Given: as citation tags of search engines want it."""
    given, family = split_name(name, language)
    return ", ".join(filter(None, [family, given]))


def _first_letter(word):
    """Its first letter in capitals, past apostrophes, quotation marks and signs that stand before it: ʻAli -> A."""
    composed = unicodedata.normalize("NFC", word)
    return next(
        (sign.upper() for sign in composed if sign.isalpha() and unicodedata.category(sign) != "Lm"), ""
    )


def monogram(given: str, family: str, language: str) -> str:
    """Two letters that stand where a portrait would, without titles: "Sir Adam", "Thomson" -> "AT"."""
    given = " ".join(_without_titles(given.split(), data_for(language)))
    return _first_letter(given) + _first_letter(family)


def _tidy(text):
    return " ".join(text.split())


def _plain(word):
    return word.strip(".,").lower()


def _without_titles(words, data):
    while len(words) > 1 and _plain(words[0]) in data.titles:
        words = words[1:]
    return words


def _ends_with_patronymic(words, data):
    if len(words) != 3 or not data.patronymic:
        return False
    return bool(data.patronymic.search(words[2])) and not data.patronymic.search(words[1])


def _start_of_family_name(words, data):
    last = len(words) - 1
    if last > 1 and _plain(words[last]) in data.suffixes:
        last -= 1
    while last > 1 and _plain(words[last - 1]) in data.particles:
        last -= 1
    return max(last, 0)
