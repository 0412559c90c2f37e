"""Whether two names may mean the same person, institution or topic, whatever the script, order or spelling."""

import functools
import re
from collections.abc import Sequence

from thinktank.language.letters import letters_apart
from thinktank.language.transliteration import transliterate

SMALL = {
    "an",
    "and",
    "at",
    "de",
    "for",
    "in",
    "of",
    "on",
    "the",
    "to",
    "na",
    "o",
    "po",
    "pri",
}  # some transliterated
SPELT_ALIKE = [
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("dzh", "j"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("tz", "ts"),
    ("ks", "x"), ("ck", "k"), ("ou", "u"), ("oh", "o"), ("oe", "o"), ("w", "v"), ("q", "k"), ("c", "k"), ("y", "i"),
    ("j", "i"), ("io", "e"), ("ie", "e"),
]  # fmt: skip
LONG_ENOUGH = 5  # letters of a word that may differ by one
ENOUGH_WORDS = 0.6  # share of the longer name's words that the shorter one must have


def may_be_same(one: str, other: str) -> bool:
    """Compares words in any order, initials with words, words that differ by a letter, and abbreviations."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if _abbreviations(one) & _abbreviations(other) or (short and "".join(short) == "".join(long)):
        return True
    if not short or len(short) < ENOUGH_WORDS * len(long) or len(short) == 1 != len(long):
        return False
    return _all_found(short, long)


def _all_found(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of `short` is like another word of `long`, with more than initials in common."""
    left, whole = list(long), 0
    for word in sorted(short, key=len, reverse=True):
        found = next((each for each in left if _alike(word, each)), None)
        if found is None:
            return False
        left.remove(found)
        whole += len(word) > 1 and len(found) > 1
    return whole > 0


@functools.lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    initials_apart = re.sub(r"\b([A-ZА-ЯЁ])([A-ZА-ЯЁ])\b", r"\1. \2.", _without_brackets(name))
    no_conjunctions = re.sub(r"\b[a-zа-яё]\b(?![.'’ʼ])", " ", initials_apart)
    latin = transliterate(no_conjunctions.replace("ё", "е").replace("Ё", "Е"))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’ʹ]", "", latin))
    return tuple(_simple(word) for word in words if word not in SMALL or len(words) == 1)


def name_keys(word: str) -> set[str]:
    """Keys of which the usual spellings of one name share one: "Thomson", "Tomson" and «Томсон». They may be empty.

    A name with the sound of đ has two: folding writes "Đorđe" as "Dorde", others write "Djordje" and «Джордже».
    """
    latin = re.sub(r"[^a-z0-9]", "", transliterate(word))
    return {_simple(latin), _simple(re.sub("dj|dzh", "d", latin))}


def _simple(word: str) -> str:
    for spelling, usual in SPELT_ALIKE:
        word = word.replace(spelling, usual)
    return re.sub(r"(.)\1+", r"\1", word)


@functools.lru_cache(maxsize=20_000)
def _abbreviations(name: str) -> set[str]:
    """Its abbreviations: capitals in brackets, the name itself if it is all capitals, the first letters of its words."""
    whole = _without_brackets(name).strip()
    found = re.findall(r"\(([^)]*)\)", name) + [whole]
    capitals = {re.sub(r"[^\w]", "", each) for each in found}
    given = {transliterate(each) for each in capitals if 2 < len(each) < 12 and each.isupper()}
    words = [word for word in re.findall(r"[^\W\d_]+", whole) if transliterate(word) not in SMALL]
    return given | ({transliterate("".join(word[0] for word in words))} if len(words) > 2 else set())


def _without_brackets(name: str) -> str:
    return re.sub(r"\([^)]*\)", " ", name)


def _alike(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    if one == other:
        return True
    is_long = min(len(one), len(other)) >= LONG_ENOUGH and abs(len(one) - len(other)) <= 1
    return is_long and one[0] == other[0] and letters_apart(one, other) == 1
