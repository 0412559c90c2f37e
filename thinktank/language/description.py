"""The typographic and lexical data that the site uses of a language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _with_a_comma(_name: str) -> tuple[str, str]:
    return ", ", ""


@dataclass(frozen=True)
class LanguageData:
    locale: str = ""  # language and country, as Open Graph writes them
    words_per_minute: int = 200
    scripts: tuple[str, ...] = ("latin",)  # subsets of the fonts that its pages need (tools/cut_fonts.py)
    quotes: tuple[tuple[str, str], ...] = ()  # opening and closing marks: outermost first
    other_quotes: tuple[tuple[str, str], ...] = ()  # pairs that are rewritten as `quotes`
    dash: str = "–"  # between words, with spaces around it; ranges of figures have no spaces
    rules: tuple[Rule, ...] = ()  # typography: pattern and replacement, applied in order
    alphabet: str = ""  # its letters in order; lists sort them before other letters
    stemmer: str = ""  # the Snowball algorithm that reduces its words to stems, such as "english"
    stop_words: frozenset[str] = frozenset()  # too frequent to search for, folded as in language/searching.py
    keyboard: str = (
        ""  # what its usual keyboard writes on the 33 keys from ` to . and, after them, with Shift
    )
    list_separator: str = ","  # between the values of a CSV file, as its spreadsheet programs expect
    vague_links: frozenset[str] = frozenset()  # lower-case texts of links that say nothing of where they lead
    search_fields: Mapping[str, str] = field(default_factory=dict)  # {its word for a field: the field}
    titles: frozenset[str] = frozenset()  # lower-case words before a name that do not belong to it
    collectives: frozenset[str] = (
        frozenset()
    )  # lower-case words by which a name is that of a team or an institution
    particles: frozenset[str] = frozenset()  # lower-case words before a family name that belong to it
    patronymic: re.Pattern[str] | None = None  # matches a word formed from the father's name
    short_months: tuple[str, ...] = ()  # January first, as citations write them after a day
    first_citations: tuple[str, ...] = ()  # styles of citation that its readers look for first
    lowers_language_names: bool = (
        False  # whether they begin with a small letter inside a sentence, as «английский»
    )
    joins_institution: Callable[[str], tuple[str, str]] = (
        _with_a_comma  # what to write before and after its name when it follows a position
    )


NOTHING = LanguageData()
