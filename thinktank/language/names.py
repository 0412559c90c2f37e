"""Monograms of people, and their names without titles. Not for names of institutions."""

import unicodedata

from thinktank.language.data import data_for


def monogram(given: str, family: str, language: str) -> str:
    """Two letters to show in place of a portrait, without titles: "Sir Adam", "Thomson" -> "AT"."""
    return _first_letter(without_titles(given, language)) + _first_letter(family)


def _first_letter(word: str) -> str:
    """Its first letter as a capital, after any apostrophes, quotation marks and signs: ʻAli -> A."""
    composed = unicodedata.normalize("NFC", word)
    return next(
        (sign.upper() for sign in composed if sign.isalpha() and unicodedata.category(sign) != "Lm"), ""
    )


def without_titles(name: str, language: str) -> str:
    """The name without the titles before it: "Sir Adam" -> "Adam"."""
    words, titles = name.split(), data_for(language).titles
    while len(words) > 1 and words[0].strip(".,").lower() in titles:
        words = words[1:]
    return " ".join(words)
