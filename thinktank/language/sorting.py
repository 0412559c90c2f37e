"""Sorts names for lists: letters of the reader's language first, other scripts after them."""

import functools
import re
import unicodedata

from thinktank.language.data import data_for
from thinktank.language.searching import LETTERS, words_to_find

LONGEST_NUMBER = 100  # digits
APOSTROPHES = str.maketrans("", "", "'’‘‛ʼʻʹʽ`´′")  # apostrophes and signs of other scripts for a breath


@functools.lru_cache(4096)  # the same names are sorted for page after page
def sort_key(text: str, language: str) -> tuple[tuple[tuple[int, int], ...], str, str]:
    """For sorted(key=...): letter by letter, digits by the number they form. Accents, case and punctuation break ties."""
    alphabet = data_for(language).alphabet
    pieces = (piece for word in _words(text) for piece in [*re.findall(r"\d+|\D", word), " "])
    letters = tuple(_rank(piece, alphabet) for piece in pieces)
    return letters, text.casefold(), text


def folded(text: str) -> str:
    """The words of a text without accents, case, punctuation and invisible signs, to search in."""
    return " ".join(words_to_find(text))


def initial(text: str) -> str:
    """The letter or digit under which a list shows a name: «Ёлка» under «Е», ʻAli under A, „Нить“ under «Н»."""
    return "".join(_words(text))[:1].upper()


def _words(text: str) -> list[str]:
    """Apostrophes are dropped; all other marks end a word. Particles such as "von" count as words."""
    letters = _without_accents(text.translate(APOSTROPHES).casefold())
    kept = (sign for sign in letters if unicodedata.category(sign) not in ("Cf", "Mn"))
    return "".join(sign if sign.isalnum() else " " for sign in kept).split()


def _without_accents(text: str) -> str:
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", text))


def _base(letter: str) -> str:
    """The letter without its accent or bar, where that does not make it another letter, as in й."""
    base = LETTERS.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() or letter in LETTERS else letter


def _rank(letter: str, alphabet: str) -> tuple[int, int]:
    """The end of a word comes first, then numbers, the letters of the language, and all others."""
    if letter == " ":
        return 0, 0
    if letter.isdecimal():
        return 1, int(letter[:LONGEST_NUMBER])
    position = alphabet.find(letter)
    return (2, position) if position >= 0 else (3, ord(letter))
