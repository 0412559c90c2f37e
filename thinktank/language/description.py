"""What can be known about a language."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _with_a_comma(_name: str) -> tuple[str, str]:
    return ", ", ""


@dataclass(frozen=True)
class LanguageData:
    locale: str = ""  # language and country, as Open Graph writes them
    words_per_minute: int = 200
    scripts: tuple[str, ...] = ("latin",)  # cuts of the fonts that its pages need (tools/cut_fonts.py)
    quotes: tuple[tuple[str, str], ...] = ()  # opening and closing marks: outermost first
    other_quotes: tuple[tuple[str, str], ...] = ()  # pairs that are rewritten as `quotes`
    dash: str = "–"  # between words, with spaces around it; ranges of figures have no spaces
    rules: tuple[Rule, ...] = ()  # typography: pattern and replacement, applied in order
    alphabet: str = ""  # the letters that come first in lists, in their order
    titles: frozenset[str] = frozenset()  # words before a name that are no part of it, in lower case
    lowers_language_names: bool = False  # «английский» inside a sentence, as English does not
    joins_institution: Callable[[str], tuple[str, str]] = (
        _with_a_comma  # what stands around its name after a position
    )


NOTHING = LanguageData()
