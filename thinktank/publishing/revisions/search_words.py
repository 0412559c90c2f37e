"""An index of the words of all working copies, so that a search need not read every text.

A search looks for words inside words: "nation" finds "international". Both are runs of letters and digits, so a text holds
a typed word exactly when one of the text's own words does. The index has two steps: all different words of the site
(SearchWord), few enough to be read through, and for each text the keys of its words, which the database indexes: SQLite
with FTS5, PostgreSQL with GIN. Words that stand inside too many others are looked for in the texts themselves.
"""

from itertools import batched

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from thinktank.language.searching import fold
from thinktank.publishing.models import SearchText, SearchTitle, SearchWord
from thinktank.publishing.revisions import search_index
from thinktank.publishing.revisions.search_text import text_to_search

LONGEST = 64  # letters of a typed word that the index looks at
MOST_WORDS = 3_000  # of the site that a typed word may stand in, for the index to look for them
MOST_LISTED = 1_000  # texts found: more are left to the database to join
BATCH = 5_000


class _Apart(dict):
    """For str.translate: what is no letter or digit becomes a space."""

    def __missing__(self, code):
        self[code] = code if chr(code).isalnum() else 32
        return self[code]


_apart = _Apart()


def words_of(text: str) -> set[str]:
    """The words of a folded text; of longer ones pieces that overlap by `LONGEST`."""
    words = set()
    for word in text.translate(_apart).split():
        starts = range(0, max(1, len(word) - LONGEST), LONGEST)
        words.update(word[start : start + 2 * LONGEST] for start in starts)
    return words


def keep_search_text(publication_id: int, snapshot: dict) -> None:
    """What the desk finds a publication by, from its newest snapshot; inside the transaction that writes that."""
    text = text_to_search(snapshot)
    titles = [fold(words.get("title", "")) for words in snapshot["words"].values()]
    with transaction.atomic():
        before, keys = _word_ids(publication_id), set(_keys_of(words_of(text)).values())
        values = {"text": text, "word_ids": " ".join(map(str, sorted(keys)))}
        SearchText.objects.update_or_create(publication_id=publication_id, defaults=values)
        SearchTitle.objects.filter(publication_id=publication_id).delete()
        SearchTitle.objects.bulk_create(
            SearchTitle(publication_id=publication_id, title=title) for title in titles if title
        )
        _forget_words(before - keys)


def _keys_of(words):
    """{word: key}; those that are new are added. On PostgreSQL they are locked against `_forget_words`."""
    keys, missing = {}, sorted(words)
    while missing:
        keys |= _existing(missing)
        missing = [word for word in missing if word not in keys]
        SearchWord.objects.bulk_create((SearchWord(word=word) for word in missing), ignore_conflicts=True)
    return keys


def _existing(words):
    if connection.vendor != "postgresql":
        found = (SearchWord.objects.filter(word__in=some) for some in batched(words, BATCH))
        return {word: pk for some in found for word, pk in some.values_list("word", "pk")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, id FROM publishing_searchword WHERE word = ANY(%s) ORDER BY id FOR KEY SHARE",
            [words],
        )
        return dict(cursor.fetchall())


def forget_search_text(publication_id: int) -> None:
    """For a publication that is deleted; inside that transaction."""
    before = _word_ids(publication_id)
    SearchText.objects.filter(publication_id=publication_id).delete()
    _forget_words(before)


def _word_ids(publication_id):
    found = SearchText.objects.filter(publication_id=publication_id).values_list("word_ids", flat=True)
    return {int(key) for key in "".join(found).split()}


def _forget_words(gone):
    """Delete those that no text has any more, so that erased words are nowhere. One that is locked is in use."""
    for some in batched(sorted(gone), BATCH):
        rows = SearchWord.objects.select_for_update(skip_locked=True).filter(pk__in=some)
        unused = [pk for pk in rows.values_list("pk", flat=True) if not _has_text(pk)]
        SearchWord.objects.filter(pk__in=unused).delete()


def _has_text(word_id):
    if search_index.is_there():
        return bool(_asked(search_index.texts_with([[word_id]]), 1))
    return True  # to find out, every text would have to be read


def with_words(queryset: QuerySet, words: list[str]) -> QuerySet:
    """The publications of the queryset whose texts hold all these folded words."""
    groups, left, is_indexed = [], [], search_index.is_there()
    for word in dict.fromkeys(words):
        keys = _asked(search_index.words_with(word[:LONGEST]), MOST_WORDS + 1) if is_indexed else None
        if keys is not None and len(keys) <= MOST_WORDS:
            groups.append(keys)
            left += [word] if len(word) > LONGEST else []
        else:
            left.append(word)
    for word in left:
        queryset = queryset.filter(search_text__text__contains=word)
    return _with_keys(queryset, groups) if groups else queryset


def _with_keys(queryset, groups):
    """A short answer of the index is listed; a long one is joined, row by row in the order of the list."""
    if not all(groups):
        return queryset.none()
    found = _asked(search_index.texts_with(groups), MOST_LISTED + 1)
    if len(found) <= MOST_LISTED:
        return queryset.filter(pk__in=found)
    sql, values = search_index.texts_with(groups)
    return queryset.alias(own_key=F("pk") + 0).filter(own_key__in=RawSQL(sql, values))  # noqa: S611 (ours, with placeholders)


def _asked(query, most):
    """The first column of at most so many rows."""
    sql, values = query
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most}", values)
        return [row[0] for row in cursor.fetchall()]
