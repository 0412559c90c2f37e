"""The order of names in lists: the letters of the reader's language first, other scripts after them."""

import unicodedata

from thinktank.language.data import data_for

TREATED_AS = {"ё": "е"}  # stands beside it, and after it where nothing else differs


def sort_key(text: str, language: str) -> tuple:
    """For sorted(key=...): letter by letter without accents, case and punctuation, which only break ties."""
    alphabet = data_for(language).alphabet
    letters = [_rank(letter, alphabet) for word in _words(text) for letter in [*word, " "]]
    return letters, text.casefold(), text


def folded(text: str) -> str:
    """For finding: the words of a text without accents, case and punctuation."""
    return " ".join(_words(text))


def initial(text: str) -> str:
    """The letter a name stands under in a list: «Ё» under «Е», as it is sorted."""
    return _without_accents(text.casefold())[:1].upper()


def _words(text):
    plain = "".join(sign if sign.isalnum() else " " for sign in _without_accents(text.casefold()))
    return plain.split()


def _without_accents(text):
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", text))


def _base(letter):
    """The letter without its accent, where the accent does not make it another letter, as in й."""
    if letter in TREATED_AS:
        return TREATED_AS[letter]
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() else letter


def _rank(letter, alphabet):
    """A word that ends comes first, then figures, then the language's own letters, then all others."""
    if letter == " ":
        return 0, 0
    if letter.isdigit():
        return 1, ord(letter)
    position = alphabet.find(letter)
    return (2, position) if position >= 0 else (3, ord(letter))
