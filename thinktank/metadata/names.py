"""Names of people in parts, since programs and citations want the family name by itself.

The parts come from the record where the byline shows the name of an expert's page. Other names, those of guests, are
taken apart here by the words of their language (`LanguageData`); what does not look like a person's name stays whole.
"""

import re
from dataclasses import dataclass

from thinktank.language.data import KNOWN, data_for
from thinktank.language.names import without_titles

SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}", re.UNICODE)
ELIDED = re.compile(r"[^\W\d_]{1,4}[’'ʼ](?=\w)")  # "d’Artagnan"
MOST_WORDS = 6


@dataclass(frozen=True)
class Name:
    """A name as billed, and its parts. A team or an institution has no family name."""

    billed: str
    family: str = ""  # with the particles that belong to it: "van Gogh"
    given: str = ""  # all others in their order, a patronymic too
    suffix: str = ""  # "Jr."

    @property
    def is_team(self) -> bool:
        return not self.family

    @property
    def family_first(self) -> str:
        """The form of lists: "van Gogh, Vincent", "King, Martin Luther, Jr."; a team as billed."""
        return ", ".join(filter(None, [self.family, self.given, self.suffix])) or self.billed

    @property
    def initials(self) -> str:
        """Of the given names, with spaces: "И. П.", "J.-P."; words in small letters stay whole («оглы»)."""
        words = re.sub(r"\.(?=[^\W\d_])", ". ", self.given).split()
        return " ".join(word if word.islower() else _initial(word) for word in words)


def _initial(word: str) -> str:
    """ "Jean-Paul" -> "J.-P."; signs before the first letter are left out: ʻAli -> A."""
    parts = [re.sub(r"^[^\w]+", "", part)[:1].upper() for part in word.rstrip(".").split("-")]
    return "-".join(f"{part}." for part in parts if part)


def name_of(billed: str, language: str, *, given: str = "", family: str = "") -> Name:
    """The name with its parts: those given, when the byline shows just them, else those found in it."""
    billed = _plain(billed)
    if family and billed == _plain(f"{given} {family}"):
        return Name(billed, _plain(family), without_titles(_plain(given), language))
    return _split(billed, language)


def _plain(name: str) -> str:
    return " ".join(name.split())


def _split(billed: str, language: str) -> Name:
    before, comma, after = billed.partition(", ")
    if comma:
        return _split_at_comma(billed, before, after, language)
    words = _untitled(billed)
    if not _is_person(words, language):
        return Name(billed)
    suffix = words.pop() if len(words) > 2 and words[-1].rstrip(".").lower() in SUFFIXES else ""
    family, given = _parts(words, language)
    return Name(billed, family, given, suffix)


def _split_at_comma(billed: str, before: str, after: str, language: str) -> Name:
    """ "Martin Luther King, Jr."; of "Anna Orlova, PhD" the name. "Orlova, Anna" stays whole, and so do two people."""
    found = _split(before, language)
    if after.rstrip(".").lower() in SUFFIXES:
        return Name(billed, found.family, found.given, after)
    names_others = any(_is_person(_untitled(part), language) for part in after.split(", "))
    return Name(billed) if names_others else Name(billed, found.family, found.given, found.suffix)


def _untitled(billed: str) -> list[str]:
    """Its words without titles in any language: a Russian text may name Dr. Smith as she signs."""
    for language in KNOWN:
        billed = without_titles(billed, language)
    return billed.split()


def _is_person(words: list[str], language: str) -> bool:
    """Two to six words, each with a capital letter or a particle, none of which names a kind of institution."""
    if not 2 <= len(words) <= MOST_WORDS:
        return False
    if any(word.lower().strip(",.«»“”") in data.collectives for word in words for data in KNOWN.values()):
        return False
    return all(_may_be_in_a_name(word, language) for word in words)


def _may_be_in_a_name(word: str, language: str) -> bool:
    letters = ELIDED.sub("", word).lstrip("’'ʻ«")
    return _is_particle(word) or _is_patronymic(word, language) or letters[:1].isupper()


def _is_particle(word: str) -> bool:
    """In any language: a Russian text may name Charles de Gaulle in either script."""
    return word.islower() and any(word.rstrip("-") in data.particles for data in KNOWN.values())


def _is_patronymic(word: str, language: str) -> bool:
    pattern = data_for(language).patronymic
    return bool(pattern and pattern.fullmatch(word))


def _parts(words: list[str], language: str) -> tuple[str, str]:
    """(family, given). The family name is first before a name with patronymic or before initials, else last."""
    last_is_initial = bool(INITIAL.fullmatch(words[-1]))
    ends_in_patronymic = (
        len(words) > 2
        and _is_patronymic(words[-1], language)
        and not any(_is_patronymic(word, language) for word in words[1:-1])
    )
    if last_is_initial or ends_in_patronymic:
        end = next((n for n, word in enumerate(words) if not _is_particle(word)), 0) + 1
        return " ".join(words[:end]), " ".join(words[end:])
    start = next((n for n, word in enumerate(words[1:-1], 1) if _is_particle(word)), len(words) - 1)
    return " ".join(words[start:]), " ".join(words[:start])
