"""The number of words of a text, and the time it takes to read."""

import re

from thinktank.language.data import data_for

WORD = re.compile(r"[^\W_]+(?:[-‑’'.][^\W_]+)*")


def count_words(text: str) -> int:
    """Words and figures: "well-known", "don’t" and "1.5" are one each."""
    return sum(1 for _word in WORD.finditer(text))


def reading_minutes(words: int, language: str) -> int:
    """Minutes, rounded, at the usual speed of readers of the language; at least 1, and 0 for no words."""
    return max(1, round(words / data_for(language).words_per_minute)) if words else 0
