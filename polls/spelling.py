"""Whether one wording corrects the spelling of another, or says something else.

The bounds are small on purpose: what is refused can be asked in another poll, but a vote given to other words cannot be
taken back. No word is added, removed or put elsewhere; no figure, range, sign, question or negation changes; in a word of
four letters or more two neighbours may be exchanged, though never its first letter. A letter may be too many or too few
inside it, after its first three, for with them «вход» becomes «выход», and before its end, where a letter makes "eighty"
of "eight"; and there, in a long word, a letter may stand for another that is often mistaken for it. Quotation marks,
dashes, spaces, ё and е, commas and the stop at the end are free, and capitals, but for those of an abbreviation: "US" is
not "us".
"""

import os
import re
import unicodedata

from thinktank.language.letters import letters_apart

SHARE = 5  # of all letters, one in so many may change
MOST = 4  # letters of a text, however long
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
TWO_WORDS = [set(pair.split()) for pair in EXCHANGED.split(", ")]  # that are no misspellings of each other
ROMAN = re.compile("m*(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")
AS_ROMAN = str.maketrans("хсмі", "xcmi")  # Cyrillic ones that are typed instead
LONG = 8
MISTAKEN = [set("ао"), set("еи"), set("зс"), set("aei"), set("sz")]  # for one another, within a word
FREE = str.maketrans({"ё": "е", "’": "'", "‘": "'", "`": "'", "´": "'"})


def is_correction(old: str, new: str) -> bool:
    """Whether `new` says what `old` says, spelt better."""
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
    return None not in changes and sum(changes) <= min(MOST, max(1, len("".join(before)) // SHARE))


def same(one: str, other: str) -> bool:
    """Whether two wordings differ in nothing but marks, spaces and capitals."""
    return _words(_plain(one)) == _words(_plain(other))


def _plain(text):
    return (
        unicodedata.normalize("NFKC", RAISED.sub("^", text))
        .replace("\u00ad", "")
        .casefold()
        .translate(FREE)
        .strip()
    )


def _words(text):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def _questions(text):
    return text.count("?")


def _numbers(text):
    """Figures with what stands between them: "10–15" is not "10, 15". A decimal point may become a comma."""
    found = (re.sub(r"\s*[‐‑‒–—―-]\s*", "-", number) for number in NUMBER.findall(text))
    return [re.sub(r"(?<=\d),(?=\d)", ".", number) for number in found]


def _abbreviations(text):
    found = (word for word in _words(text) if 1 < len(word) <= SHORT and word.isupper())
    return {word for word in found if not _negates(word.casefold())}


def _words_of_two_senses(text):
    return [word for word in _words(text) if word.isupper() and word.casefold() in OF_TWO_SENSES]


def _shouts(text):
    return text.isupper() and any(len(word) > SHORT for word in _words(text))


def _stops(text):
    """Where its words are set apart: a comma beside a negation decides what is denied."""
    return [re.sub(r"\s", "", gap) for gap in re.split(r"[^\W_]+", text.rstrip(" .!"))]


def _negates(word):
    return word in NEGATIONS or word.endswith("n't")


def _letters_changed(old, new):
    """How many letters, 0 or 1; None for what is another word."""
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


def _doubled(word):
    """With every letter that stands twice standing once."""
    return re.sub(r"(.)\1", r"\1", word)


def _is_mistaken(old, new, place):
    """Whether one letter stands for another that is often mistaken for it."""
    return len(old) >= LONG and any({old[place], new[place]} <= each for each in MISTAKEN)


def _figures(word):
    is_roman = ROMAN.fullmatch(word.translate(AS_ROMAN))
    return word if is_roman else [letter for letter in word if letter.isnumeric()]
