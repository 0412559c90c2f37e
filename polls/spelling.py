"""Whether one wording corrects the spelling of another, or says something else.

The bounds are small on purpose: what is refused can be asked in another poll, but a vote given to other words cannot be
taken back. No word is added, removed or put elsewhere; no figure, sign or negation changes; in a word of four letters
or more one letter may change, of eight or more two, and never its first; in short words only a letter too many, too few
or in the wrong place. Quotation marks, dashes, spaces, ё and е, capitals, commas and the stop at the end are free.
"""

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
FREE = str.maketrans({"ё": "е", "’": "'", "‘": "'", "`": "'", "´": "'"})


def is_correction(old: str, new: str) -> bool:
    """Whether `new` says what `old` says, spelt better."""
    old, new = _plain(old), _plain(new)
    if any(kept(old) != kept(new) for kept in (SIGNS.findall, MINUS.findall, _is_question)):
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
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold().translate(FREE).strip()


def _words(text):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def _is_question(text):
    return text.rstrip(" \"'»”").endswith("?")


def _stops(text):
    """Where its words are set apart: a comma beside a negation decides what is denied."""
    return [re.sub(r"\s", "", gap) for gap in re.split(r"[^\W_]+", text.rstrip(" .!"))]


def _negates(word):
    return word in NEGATIONS or word.endswith("n't")


def _letters_changed(old, new):
    """How many letters, or None for what is another word."""
    if old == new:
        return 0
    letters = max(len(old), len(new))
    if letters < 4 or old[0] != new[0] or _figures(old) != _figures(new):
        return None
    n = letters_apart(old, new)
    if letters < 8:
        is_other_letter = len(old) == len(new) and sorted(old) != sorted(new)
        return n if n == 1 and not is_other_letter else None
    return n if n <= 2 else None


def _figures(word):
    return [letter for letter in word if letter.isnumeric()]
