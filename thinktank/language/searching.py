"""What a search takes for the same: capitals, accents, ё and е, composed and decomposed letters, ligatures and barred
letters (ﬁ and fi, ø and o, ß and ss), with and without soft hyphens and other signs that cannot be seen. Words are
looked for one by one, so marks between them do not matter.

In SQL it is a lookup of every text field, with the same answers on both databases:

    Topic.objects.filter(name_ru__folded="елка")     finds «Ёлка»
"""

import unicodedata

from django.db import models
from django.db.backends.signals import connection_created
from django.db.models.lookups import PatternLookup

from thinktank.language.transliteration import LATIN

MARKS = "".join(map(chr, range(0x300, 0x370)))  # combining ones that no letter has taken in
UNSEEN = (
    MARKS
    + "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u115f\u1160\u3164\uffa0"
)


def _spread(signs):
    """Ranges written out: "a-c" -> "abc"."""
    while "-" in signs:
        at = signs.index("-")
        between = "".join(map(chr, range(ord(signs[at - 1]) + 1, ord(signs[at + 1]))))
        signs = signs[:at] + between + signs[at + 1 :]
    return signs


def _accented():
    """{letter: its base} of all small Latin letters with accents or bars, and what else is spelt in two ways."""
    letters = filter(str.islower, map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]))
    bases = {letter: unicodedata.normalize("NFKD", letter)[0] for letter in letters}
    bases = {letter: LATIN.get(base, base) for letter, base in bases.items()} | LATIN
    return {letter: base for letter, base in bases.items() if base.isascii() and base.islower()} | {"ё": "е"}


LETTERS = _accented()
TABLE = str.maketrans(LETTERS | dict.fromkeys(_spread(UNSEEN), ""))


def fold(text: str) -> str:
    """The text with everything that a search does not look at made equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(TABLE)


def words_to_find(typed: str) -> list[str]:
    """The words of a search, folded: "NATO-Russia" are two, and so are those of «O’Neill»."""
    return "".join(sign if sign.isalnum() else " " for sign in fold(typed)).split()


class Fold(models.Func):
    """`fold` as SQL."""

    function = "FOLD"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        single = {letter: base for letter, base in LETTERS.items() if len(base) == 1}
        sql = f"translate(lower(normalize(({sql})::text, NFKC)), %s, %s)"
        params = (*params, "".join(single) + _spread(UNSEEN), "".join(single.values()))
        for letter in LETTERS.keys() - single.keys():
            sql, params = f"replace({sql}, %s, %s)", (*params, letter, LETTERS[letter])
        return sql, params


@models.CharField.register_lookup
@models.TextField.register_lookup
class Folded(PatternLookup):
    """`field__folded="word"`: contains the word, as searches see it."""

    lookup_name, any_before = "folded", "%"

    def as_sql(self, compiler, connection):
        lhs, params = compiler.compile(Fold(self.lhs))
        pattern = f"{self.any_before}{connection.ops.prep_for_like_query(fold(str(self.rhs)))}%"
        return f"{lhs} LIKE %s ESCAPE '\\'", (*params, pattern)


@models.CharField.register_lookup
@models.TextField.register_lookup
class FoldedStart(Folded):
    """`field__folded_start="words"`: begins with the words, as searches see them."""

    lookup_name, any_before = "folded_start", ""


def teach_folding():
    """From now on every SQLite connection knows FOLD."""
    connection_created.connect(_teach, dispatch_uid="fold")


def _teach(connection, **kwargs):
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, _fold_or_null, deterministic=True)


def _fold_or_null(text):
    return None if text is None else fold(text)
