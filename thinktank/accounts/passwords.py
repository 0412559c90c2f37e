"""Passwords that can be guessed: words everybody uses, with or without decoration, runs of keys, repetitions, own names.

A password is cut into pieces as cheaply as possible for somebody who guesses; each piece costs bits, and the sum must be
more than anybody who has to ask the server will ever get through.
"""

import gzip
import math
import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT, WEEKDAYS
from django.utils.translation import gettext as _

FEWEST_BITS = 44
LONGEST_LOOKED_AT = 100  # characters: what stands behind them only helps
LETTER, CHARACTER = 4.7, 5.5  # bits of a character that is part of nothing known
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


more_names = []  # functions without arguments: what the site is called, told by who knows


class NotGuessable:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password, user=None):
        if bits_of(password, names_of(user)) < FEWEST_BITS:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of words that many people use, of keys in a row, of repetitions or of names of this site. Take four words that have nothing to do with each other."
                ),
                code="password_guessable",
            )

    def get_help_text(self):
        return _(
            "Well-known passwords, keys in a row and repetitions do not help, nor do digits and signs around them."
        )


def names_of(user) -> set[str]:
    """What anybody knows who knows the account, the site and the calendar."""
    texts = [settings.SITE_ORIGIN and urlsplit(settings.SITE_ORIGIN).hostname or "", "thinktank"]
    texts += [text or "" for tell in more_names for text in tell()]
    if user is not None:
        texts += [getattr(user, name, "") or "" for name in ("username", "first_name", "last_name", "email")]
    words = {word for text in [*texts, *_calendar()] for word in re.split(r"[\W_]+", _plain(text))}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def bits_of(password: str, names: set[str] = frozenset()) -> float:
    """Roughly how many guesses, as a power of two, somebody needs who knows the usual ways."""
    typed = _plain(password)[:LONGEST_LOOKED_AT]
    readings = {typed, typed.translate(CYRILLIC_KEYS), typed.translate(WITH_SHIFT)}
    readings |= {reading.translate(LOOKALIKES) for reading in readings}
    return min(_cheapest(reading, typed, names) for reading in readings)


def _plain(text):
    return unicodedata.normalize("NFKC", text).casefold()


def _cheapest(text, typed, names):
    """The cheapest way to cut a text into pieces, from its beginning to each of its places."""
    costs = [0.0]
    for end in range(1, len(text) + 1):
        ways = [costs[end - 1] + (LETTER if typed[end - 1].isalpha() else CHARACTER)]
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            ways.append(costs[start] + _bits_of_piece(text, start, end, names))
        ways += _repetitions(text, costs, end)
        costs.append(min(ways))
    return costs[-1]


def _bits_of_piece(text, start, end, names):
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


def _repetitions(text, costs, end):
    """What stands here once more, directly after itself: "aaa", "abcabc"."""
    for length in range(1, end // 2 + 1):
        if text[end - 2 * length : end - length] == text[end - length : end]:
            yield costs[end - length] + REPEATED


@cache
def _calendar():
    """Months and days of the week in the languages of the site."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found += [str(word) for words in (MONTHS, MONTHS_ALT, WEEKDAYS) for word in words.values()]
    return found


@cache
def _rows():
    return [*ROWS, *(row[::-1] for row in ROWS)]


@cache
def _ranks():
    """The passwords of Django's list, the most used first."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    words = gzip.decompress(path.read_bytes()).decode().split()
    return {word: rank for rank, word in reversed(list(enumerate(words, 1)))}
