"""Whether one wording corrects the spelling of another, or says something else.

The bounds are small on purpose: an editor can ask a refused wording in another poll, but nobody can take back a vote that
was given to other words.

- No word is added, removed or moved; no figure, range, sign, question mark or negation changes.
- In a word of four letters or more two neighbouring letters may be swapped, but never the first letter.
- One letter may be added or removed inside a word: after its first three letters, since a change there makes «выход» of
  «вход», and before its end, where one letter makes "eighty" of "eight".
- In the same places of a long word one letter may replace another that is often mistaken for it.
- Quotation marks, dashes, spaces, ё and е, commas and the final stop may change. So may capitals, except those of an
  abbreviation: "US" is not "us".
"""

import os
import re
import unicodedata

from thinktank.language.letters import letters_apart

SHARE = 5  # of all letters, one in so many may change
MOST_CHANGED = 4  # letters of a text, however long
NEGATIONS = set(
    "no not non never none neither nor nobody nothing without cannot не ни нет нельзя без".split()
)
SIGNS = re.compile(r"[^\w\s.,;:!?…\"'«»„“”‘’`´()\[\]‐‑‒–—―-]")
MINUS = re.compile(r"(?:^|[\s(])[-‐‑–—]\d")
NUMBER = re.compile(r"\d(?:[^\w?!]*\d)*")
RAISED = re.compile(r"(?<=\d)(?=[¹²³⁰⁴-⁹¼-¾⅐-⅞↉])")  # 10² is not 102, nor 1½ eleven halves
SHORT = 3  # letters of an abbreviation that is a word when it is not written in capitals, and of the longest prefix
OF_TWO_SENSES = set("us it who aid salt start про воз кто сто".split())  # in capitals they are names
EXCHANGED = "united untied, unite untie, casual causal, martial marital, trial trail, form from, quiet quite, sacred scared"
TWO_WORDS = [set(pair.split()) for pair in EXCHANGED.split(", ")]  # neither is a misspelling of the other
ROMAN = re.compile("m*(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")
AS_ROMAN = str.maketrans("хсмі", "xcmi")  # Cyrillic letters that are typed instead
LONG = 8
MISTAKEN = [set("ао"), set("еи"), set("зс"), set("aei"), set("sz")]  # for one another, within a word
FREE = str.maketrans({"ё": "е", "’": "'", "‘": "'", "`": "'", "´": "'"})


def is_correction(old: str, new: str) -> bool:
    """Whether `new` says the same as `old` in better spelling."""
    if _abbreviations(old) - _abbreviations(new) and not old.isupper():
        return False
    if _words_of_two_senses(old) != _words_of_two_senses(new) and not (_shouts(old) or _shouts(new)):
        return False
    old, new = _plain(old), _plain(new)
    if any(kept(old) != kept(new) for kept in (SIGNS.findall, MINUS.findall, _questions, _numbers)):
        return False
    before, after = _words(old), _words(new)
    if len(before) != len(after) or [_negates(w) for w in before] != [_negates(w) for w in after]:
        return False
    if any(map(_negates, before)) and _stops(old) != _stops(new):
        return False
    changes = [_letters_changed(*pair) for pair in zip(before, after, strict=True)]
    allowed = min(MOST_CHANGED, max(1, len("".join(before)) // SHARE))
    return None not in changes and sum(filter(None, changes)) <= allowed


def same(one: str, other: str) -> bool:
    """Whether two wordings differ only in marks, spaces and capitals."""
    return _words(_plain(one)) == _words(_plain(other))


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", RAISED.sub("^", text))
        .replace("\u00ad", "")
        .casefold()
        .translate(FREE)
        .strip()
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def _questions(text: str) -> int:
    return text.count("?")


def _numbers(text: str) -> list[str]:
    """Figures with what separates them: "10–15" is not "10, 15". A decimal point may become a comma."""
    found = (re.sub(r"\s*[‐‑‒–—―-]\s*", "-", number) for number in NUMBER.findall(text))
    return [re.sub(r"(?<=\d),(?=\d)", ".", number) for number in found]


def _abbreviations(text: str) -> set[str]:
    found = (word for word in _words(text) if 1 < len(word) <= SHORT and word.isupper())
    return {word for word in found if not _negates(word.casefold())}


def _words_of_two_senses(text: str) -> list[str]:
    return [word for word in _words(text) if word.isupper() and word.casefold() in OF_TWO_SENSES]


def _shouts(text: str) -> bool:
    """Whether the whole text is in capitals."""
    return text.isupper() and any(len(word) > SHORT for word in _words(text))


def _stops(text: str) -> list[str]:
    """The marks between its words: with a negation, a comma decides what is denied."""
    return [re.sub(r"\s", "", gap) for gap in re.split(r"[^\W_]+", text.rstrip(" .!"))]


def _negates(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def _letters_changed(old: str, new: str) -> int | None:
    """How many letters changed, 0 or 1; None when `new` is another word."""
    if old == new:
        return 0
    if max(len(old), len(new)) <= SHORT or old[0] != new[0] or _figures(old) != _figures(new):
        return None
    if letters_apart(old, new) != 1:
        return None
    if sorted(old) == sorted(new):
        return None if {old, new} in TWO_WORDS else 1
    place = len(os.path.commonprefix([old, new]))
    if _doubled(old) == _doubled(new):
        return 1 if place > 1 else None
    if len(old) != len(new):
        return 1 if SHORT <= place < min(len(old), len(new)) else None
    return 1 if SHORT <= place < len(old) - 1 and _is_mistaken(old, new, place) else None


def _doubled(word: str) -> str:
    """The word with single letters instead of double ones."""
    return re.sub(r"(.)\1", r"\1", word)


def _is_mistaken(old: str, new: str, place: int) -> bool:
    """Whether the letter at this place was replaced by one that is often mistaken for it."""
    return len(old) >= LONG and any({old[place], new[place]} <= each for each in MISTAKEN)


def _figures(word: str) -> str | list[str]:
    is_roman = ROMAN.fullmatch(word.translate(AS_ROMAN))
    return word if is_roman else [letter for letter in word if letter.isnumeric()]
