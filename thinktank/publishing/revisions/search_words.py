"""An index of the words of all working copies, so that a search does not read every text.

A search looks for words inside words: "nation" finds "international". Both are runs of letters and digits, so a text
contains a typed word exactly when one of its words does. It finds other forms of the word and other spellings of a name too
(language/analyser.py). The index has two steps: all different words of the site
(SearchWord), and for each text the keys of its words, which the database indexes (search_index.py). A typed word that too
many other words contain is looked for in the texts.
"""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from thinktank.database.many_keys import with_keys
from thinktank.language.analyser import forms_to_find
from thinktank.language.searching import fold
from thinktank.publishing.models import Publication, Revision, SearchText, SearchTitle, SearchWord
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.revisions import search_index
from thinktank.publishing.revisions.search_text import text_to_search

LONGEST = 64  # letters of a typed word that the index looks at
LONGEST_TITLE = (
    500  # letters of a folded title: folding makes several of some signs, and more do not fit into an index
)
MOST_WORDS = 3_000  # words that contain a typed word: with more, the texts are searched
MOST_LISTED = 1_000  # texts found: with more, the database joins instead of filtering by a list of keys
BATCH = 5_000


class _Apart(dict[int, int]):
    """For str.translate: turns every character but letters and digits into a space."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalnum() else 32
        return self[code]


_apart = _Apart()


def words_of(text: str) -> set[str]:
    """The words of a folded text; of very long words, pieces that overlap by `LONGEST` letters."""
    words: set[str] = set()
    for word in text.translate(_apart).split():
        starts = range(0, max(1, len(word) - LONGEST), LONGEST)
        words.update(word[start : start + 2 * LONGEST] for start in starts)
    return words


def keep_search_text(publication_id: int, snapshot: Snapshot) -> None:
    """Index the newest snapshot of a publication. Call it in the transaction that writes the snapshot."""
    text = text_to_search(snapshot)
    titles = [fold(words.get("title", ""))[:LONGEST_TITLE] for words in snapshot["words"].values()]
    with transaction.atomic():
        before, keys = _word_ids(publication_id), set(_keys_of(words_of(text)).values())
        values = {"text": text, "word_ids": " ".join(map(str, sorted(keys)))}
        SearchText.objects.update_or_create(publication_id=publication_id, defaults=values)
        SearchTitle.objects.filter(publication_id=publication_id).delete()
        SearchTitle.objects.bulk_create(
            SearchTitle(publication_id=publication_id, title=title) for title in titles if title
        )
        _forget_words(before - keys)


def keep_all_search_texts() -> Iterator[int]:
    """Index every publication anew, each in its own transaction; yields how many are done."""
    keys = Publication.objects.order_by("pk").values_list("pk", flat=True)
    for done, key in enumerate(list(keys), 1):
        newest = Revision.objects.filter(publication_id=key).order_by("-number").first()
        if newest:
            keep_search_text(key, newest.snapshot)
        yield done


def _keys_of(words: set[str]) -> dict[str, int]:
    """{word: key}; adds new words. On PostgreSQL it locks the words against `_forget_words`."""
    keys: dict[str, int] = {}
    missing = sorted(words)
    while missing:
        keys |= _existing(missing)
        missing = [word for word in missing if word not in keys]
        SearchWord.objects.bulk_create((SearchWord(word=word) for word in missing), ignore_conflicts=True)
    return keys


def _existing(words: list[str]) -> dict[str, int]:
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
    """Remove a publication from the index. Call it in the transaction that deletes the publication."""
    before = _word_ids(publication_id)
    SearchText.objects.filter(publication_id=publication_id).delete()
    _forget_words(before)


def _word_ids(publication_id: int) -> set[int]:
    found = SearchText.objects.filter(publication_id=publication_id).values_list("word_ids", flat=True)
    return {int(key) for key in "".join(found).split()}


def _forget_words(gone: set[int]) -> None:
    """Delete the words that no text contains any more, so that erasing leaves none. A locked word is in use."""
    for some in batched(sorted(gone), BATCH):
        rows = SearchWord.objects.select_for_update(skip_locked=True).filter(pk__in=some)
        unused = [pk for pk in rows.values_list("pk", flat=True) if not _has_text(pk)]
        SearchWord.objects.filter(pk__in=unused).delete()


def _has_text(word_id: int) -> bool:
    if search_index.is_there():
        return bool(_asked(search_index.texts_with([[word_id]]), 1))
    return True  # finding out would take reading every text


def with_words[Rows: QuerySet[Any]](queryset: Rows, words: list[str], of: str = "") -> Rows:
    """The rows whose texts contain all these folded words. `of`: their foreign key if they are not publications."""
    return Search(words).among(queryset, of)


class Search:
    """A search for texts that contain all these folded words. The index is asked once, for any number of querysets."""

    def __init__(self, words: list[str]) -> None:
        # For each word, the keys of the words of the index that contain one of its forms
        self._groups: list[list[int]] = []
        self._left: list[list[str]] = []  # forms to look for in the texts
        is_indexed = search_index.is_there()
        for word in sorted(set(words), key=len, reverse=True):
            forms = forms_to_find(word)
            keys = self._keys_of(forms) if is_indexed else None
            if keys is not None and len(keys) <= MOST_WORDS:
                self._groups.append(keys)
                self._left += [forms] if len(word) > LONGEST else []
                if not keys:
                    break  # no text has it, so the others, which are shorter and take longer to look up, do not matter
            else:
                self._left.append(forms)
        self._found = self._listed()

    @staticmethod
    def _keys_of(forms: list[str]) -> list[int]:
        queries = [search_index.words_with(form[:LONGEST]) for form in forms]
        sql = " UNION ".join(sql for sql, _values in queries)  # without those that are in several
        return _asked((sql, [value for _sql, values in queries for value in values]), MOST_WORDS + 1)

    def _listed(self) -> list[int] | None:
        """The texts found by the index; None when they are more than MOST_LISTED, or the index finds none of the words."""
        if not self._groups:
            return None
        found = _asked(search_index.texts_with(self._groups), MOST_LISTED + 1) if all(self._groups) else []
        return found if len(found) <= MOST_LISTED else None

    def among[Rows: QuerySet[Any]](self, queryset: Rows, of: str = "") -> Rows:
        """Filter by the texts found: by a list of their keys when they are few, else by a join.

        `of` names the foreign key to a publication, unless the rows are publications.
        """
        key, text = (f"{of}_id", f"{of}__search_text__text") if of else ("pk", "search_text__text")
        for forms in self._left:
            has_one = (Q((f"{text}__contains", form)) for form in forms)
            queryset = queryset.filter(Q.create(list(has_one), connector=Q.OR))
        if not self._groups:
            return queryset
        if self._found is not None:
            return with_keys(queryset, self._found, key)
        texts = RawSQL(*search_index.texts_with(self._groups))  # noqa: S611 (our own SQL, with placeholders)
        if connection.vendor == "postgresql":  # its statistics tell it how many texts there are
            return queryset.filter(**{f"{key}__in": texts})
        return queryset.alias(own_key=F(key) + 0).filter(own_key__in=texts)


def _asked(query: tuple[str, list[Any]], most: int) -> list[int]:
    """The first column of at most `most` rows."""
    sql, values = query
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most}", values)
        return [row[0] for row in cursor.fetchall()]
