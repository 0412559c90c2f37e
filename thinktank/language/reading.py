"""How long a text is for its reader."""

import re

from thinktank.language.data import data_for

WORD = re.compile(r"[^\W_]+(?:[-‑’'.][^\W_]+)*")


def count_words(text: str) -> int:
    """Words and figures: "well-known", "don’t" and "1.5" are one each."""
    return sum(1 for _word in WORD.finditer(text))


def reading_minutes(words: int, language: str) -> int:
    """Whole minutes, rounded, at the speed usual in the language; at least one for any text."""
    return max(1, round(words / data_for(language).words_per_minute)) if words else 0
