"""Turns texts and searches into the tokens by which they find each other, on readers' pages and on the desk.

A text becomes *stems*, in the order of its words, and *keys of names*, which the spellings of one name in all scripts
share. A word of a search becomes all tokens that it may have in a text, because nobody says in which language one searches.

Words are runs of letters and digits after folding (searching.py): "NATO-Russia" are two, and those of "Russia's" are one,
since the letter after an apostrophe is left out. A number in groups of three digits is one word: "10,000", «10 000» and
10000 are the same.
"""

import functools
import re
import threading

import snowballstemmer

from thinktank.language import languages
from thinktank.language.data import data_for
from thinktank.language.likeness import name_keys
from thinktank.language.searching import fold

LONGEST = 64  # letters of a token; the rest of a word is left out
SHORTEST_STEM = 4  # letters of a stem that is looked for within words
SHORTEST_NAME = 3  # letters of a key; shorter ones are the same for too many names
NAME = "\u207f"  # ⁿ marks a key of a name, so that it never equals a stem
# Letters and digits, with marks above them and signs that nobody sees
_LETTERS = r"(?:[^\W_]++|[\u0300-\u036f\xad\u200b-\u200d\u2060]++)+"
# Numbers in groups. A point divides none: "3.141" is a fraction. A further figure after such a sign, as in telephone
# numbers, makes it something else. Numbers have five groups at most, or hostile ones would take long.
_GROUPS = "|".join(
    rf"[0-9]{{1,3}}(?:{sign}[0-9]{{3}}){{1,5}}(?!{sign}?\d)" for sign in ("[ \xa0\u2009\u202f]", ",", "['’]")
)
_NUMBER = rf"(?=[1-9])(?<![^\W_])(?<!\d[.,])(?:{_GROUPS})(?![^\W_])"
NUMBER = re.compile(_NUMBER)
WORD = re.compile(rf"{_NUMBER}|{_LETTERS}(?:['’ʼ‘`´]{_LETTERS})*")
FOLDED_WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['’ʼ‘`´]")

_own = threading.local()  # stemmers, which keep what they work on in themselves: each thread needs its own


def words_in(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return [folded for word in WORD.findall(text) for folded in folded_pieces(word)]


@functools.lru_cache(200_000)
def folded_pieces(word: str) -> tuple[str, ...]:
    """The folded pieces of a word as it is written: two for "O’Neill", but for "Russia’s" and a number one."""
    if NUMBER.fullmatch(word):
        return (_digits(word),)
    first, *others = APOSTROPHES.split(word)
    pieces = [first, *(other for other in others if len(other) > 1)]
    # Folding makes two words of some signs
    return tuple(each[:LONGEST] for piece in pieces for each in FOLDED_WORD.findall(fold(piece)))


def with_whole_numbers(text: str) -> str:
    """The text with all its numbers written without signs between groups of digits."""
    return NUMBER.sub(lambda found: _digits(found[0]), text)


def numbers_in(text: str) -> list[str]:
    """The digits of the numbers in groups."""
    return sorted({_digits(number) for number in NUMBER.findall(text)})


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def stems(text: str, language: str) -> list[str]:
    """The stems of a text in this language, in the order of its words."""
    return [each for word in WORD.findall(text) for each in stems_of(word, language)]


@functools.lru_cache(200_000)
def stems_of(word: str, language: str) -> tuple[str, ...]:
    """The stems of a word as it is written in a text of this language: of each of its pieces."""
    return tuple(stem(piece, language) for piece in folded_pieces(word))


def stem(word: str, language: str) -> str:
    """The stem of a folded word of a text in this language; of a word in another script, in the language that has it."""
    codes = [language, *(code for code in languages.codes() if code != language)]
    algorithm = next((data_for(code).stemmer for code in codes if _is_of(word, code)), "")
    return _stem(algorithm, word) if algorithm else word


def possible_stems(word: str) -> list[str]:
    """The stems that a folded word has in the languages of the site with its script; the word itself if none has it."""
    algorithms = [data_for(code).stemmer for code in languages.codes() if _is_of(word, code)]
    return list(dict.fromkeys(_stem(algorithm, word) for algorithm in algorithms if algorithm)) or [word]


def _is_of(word: str, language: str) -> bool:
    return word[0] in data_for(language).alphabet


@functools.lru_cache(200_000)
def _stem(algorithm: str, word: str) -> str:
    stemmers = vars(_own).setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    found: str = stemmers[algorithm].stemWord(word)
    return found


def forms_to_find(word: str) -> list[str]:
    """What to look for within the words of a text to find a folded word, as the desk does: a stem, or the word itself if
    its stem is too short or written in another way, and the keys of a name.
    """
    found = [each for each in possible_stems(word) if len(each) >= SHORTEST_STEM]
    whole = [] if any(word.startswith(each) for each in found) else [word]
    return list(dict.fromkeys([*whole, *found, *keys_of_name(word)]))


def keys_of_names(text: str) -> list[str]:
    """Marked keys of all words that begin with a capital, which most names do."""
    return sorted({key for word in WORD.findall(text) for key in keys_if_capital(word)})


@functools.lru_cache(200_000)
def keys_if_capital(word: str) -> tuple[str, ...]:
    """Marked keys of a word as it is written; none if it begins with a small letter."""
    pieces = folded_pieces(word) if word[0].isupper() else ()
    return tuple(key for piece in pieces for key in keys_of_name(piece))


@functools.lru_cache(100_000)
def keys_of_name(word: str) -> tuple[str, ...]:
    """Marked keys of a folded word: of the word, and of its stems, as «Кортунова» is an inflected Kortunov."""
    spellings = [word, *(possible_stems(word) if not word.isascii() else [])]
    keys = {key for each in spellings for key in name_keys(each)}
    return tuple(sorted(NAME + key[:LONGEST] for key in keys if len(key) >= SHORTEST_NAME))


def is_stop_word(word: str) -> bool:
    """Whether a folded word is too frequent in its language to search for."""
    return any(word in data_for(code).stop_words for code in languages.codes())


def typed_in_other_layouts(text: str) -> list[str]:
    """What the same keys would have written on the keyboards of the other languages: "ybrkbyf" is «никлина»."""
    boards = [board for code in languages.codes() if (board := data_for(code).keyboard)]
    found = [
        text.translate(str.maketrans(board, other))
        for board in boards
        for other in boards
        if other != board and any(sign in board and sign.isalpha() for sign in text)
    ]
    return [each for each in dict.fromkeys(found) if each != text]
