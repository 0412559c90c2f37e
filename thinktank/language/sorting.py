"""The order of names in lists: the letters of the reader's language first, other scripts after them."""

import re
import unicodedata

from thinktank.language.data import data_for
from thinktank.language.searching import LETTERS, words_to_find

LONGEST_NUMBER = 100  # figures
WITHIN_WORDS = str.maketrans("", "", "'’‘‛ʼʻʹʽ`´′")  # apostrophes and signs of other scripts for a breath


def sort_key(text: str, language: str) -> tuple:
    """For sorted(key=...): letter by letter without accents, case and punctuation, which only break ties; figures go by
    the number they make.
    """
    alphabet = data_for(language).alphabet
    pieces = (piece for word in _words(text) for piece in [*re.findall(r"\d+|\D", word), " "])
    letters = [_rank(piece, alphabet) for piece in pieces]
    return letters, text.casefold(), text


def folded(text: str) -> str:
    """For finding: the words of a text without accents, case, punctuation and what cannot be seen."""
    return " ".join(words_to_find(text))


def initial(text: str) -> str:
    """The letter or figure a name stands under in a list, as it is sorted: «Ё» under «Е», ʻAli under A, „Нить“ under «Н»."""
    return "".join(_words(text))[:1].upper()


def _words(text):
    """Apostrophes are no part of a word, and end none; all other marks end one. Particles count as written."""
    letters = _without_accents(text.translate(WITHIN_WORDS).casefold())
    kept = (sign for sign in letters if unicodedata.category(sign) not in ("Cf", "Mn"))
    return "".join(sign if sign.isalnum() else " " for sign in kept).split()


def _without_accents(text):
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", text))


def _base(letter):
    """The letter without its accent or bar, where that does not make it another letter, as in й."""
    base = LETTERS.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() or letter in LETTERS else letter


def _rank(letter, alphabet):
    """A word that ends comes first, then numbers, then the language's own letters, then all others."""
    if letter == " ":
        return 0, 0
    if letter.isdecimal():
        return 1, int(letter[:LONGEST_NUMBER])
    position = alphabet.find(letter)
    return (2, position) if position >= 0 else (3, ord(letter))
