"""Folds text for search, which ignores capitals, accents, ё and е, composed and decomposed letters, ligatures and barred
letters (ﬁ and fi, ø and o, ß and ss), letters of other Cyrillic alphabets (ї and и), soft hyphens and other invisible
signs. Search looks for each word separately, so it ignores punctuation too.

In SQL this is a lookup of every text field, with the same results on both databases:

    Topic.objects.filter(name_ru__folded="елка")     finds «Ёлка»
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.lookups import PatternLookup
from django.db.models.sql.compiler import SQLCompiler

from thinktank.language.transliteration import LATIN

MARKS = "".join(map(chr, range(0x300, 0x370)))  # combining marks that NFKC has not composed with a letter
UNSEEN = (
    MARKS
    + "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u115f\u1160\u3164\uffa0"
)
# Letters of neighbouring alphabets, and of Russian before 1918, and what a Russian spelling has in their place
CYRILLIC = {"ё": "е", "і": "и", "ї": "и", "є": "е", "ґ": "г", "ў": "у", "ѣ": "е"}


def _spread(signs: str) -> str:
    """Write ranges out: "a-c" -> "abc"."""
    while "-" in signs:
        at = signs.index("-")
        between = "".join(map(chr, range(ord(signs[at - 1]) + 1, ord(signs[at + 1]))))
        signs = signs[:at] + between + signs[at + 1 :]
    return signs


def _accented() -> dict[str, str]:
    """{letter: its base} of all small Latin letters with accents or bars, and of some Cyrillic ones."""
    letters = filter(str.islower, map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]))
    bases = {letter: unicodedata.normalize("NFKD", letter)[0] for letter in letters}
    bases = {letter: LATIN.get(base, base) for letter, base in bases.items()} | LATIN
    return {letter: base for letter, base in bases.items() if base.isascii() and base.islower()} | CYRILLIC


LETTERS = _accented()
TABLE = str.maketrans(LETTERS | dict.fromkeys(_spread(UNSEEN), ""))
# The same for SQL, which replaces single letters at once and the others one by one.
ONE_FOR_ONE = {letter: base for letter, base in LETTERS.items() if len(base) == 1}
TRANSLATED = "".join(ONE_FOR_ONE) + _spread(UNSEEN), "".join(ONE_FOR_ONE.values())
LONGER = [(letter, base) for letter, base in LETTERS.items() if len(base) > 1]


def fold(text: str) -> str:
    """The text without the differences that search ignores."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(TABLE)


def words_to_find(typed: str) -> list[str]:
    """The words of a search, folded: "NATO-Russia" are two, and so are those of «O’Neill»."""
    return "".join(sign if sign.isalnum() else " " for sign in fold(typed)).split()


class Fold(models.Func):
    """`fold` as SQL."""

    function = "FOLD"
    output_field = models.TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        sql: str
        params: Any
        sql, params = compiler.compile(self.source_expressions[0])
        sql = f"translate(lower(normalize(({sql})::text, NFKC)), %s, %s)"
        params = (*params, *TRANSLATED)
        for letter, base in LONGER:
            sql, params = f"replace({sql}, %s, %s)", (*params, letter, base)
        return sql, params


@models.CharField.register_lookup
@models.TextField.register_lookup
class Folded(PatternLookup):
    """`field__folded="word"`: the folded field contains the folded word."""

    lookup_name, any_before = "folded", "%"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        lhs, params = compiler.compile(Fold(self.lhs))
        pattern = f"{self.any_before}{connection.ops.prep_for_like_query(fold(str(self.rhs)))}%"
        return f"{lhs} LIKE %s ESCAPE '\\'", (*params, pattern)


@models.CharField.register_lookup
@models.TextField.register_lookup
class FoldedStart(Folded):
    """`field__folded_start="words"`: the folded field begins with the folded words."""

    lookup_name, any_before = "folded_start", ""


def teach_folding() -> None:
    """Give every new SQLite connection the function FOLD."""
    connection_created.connect(_teach, dispatch_uid="fold")


def _teach(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, _fold_or_null, deterministic=True)


def _fold_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)
