"""Titles and names that begin with what has been typed so far."""

import datetime

from thinktank.language.analyser import keys_of_name, words_in
from thinktank.publishing.publication_types import kind_label
from thinktank.search.find import one_of_each
from thinktank.search.fulltext import BEGINNING, Condition, live
from thinktank.search.hits import SINGULAR
from thinktank.search.known import known
from thinktank.search.models import SearchDocument
from thinktank.search.tokens import BEGINS, IN_TITLE

MOST = 8
SHORTEST = 2  # letters and digits
MOST_WORDS = 8


def suggestions(typed: str, language: str, at: datetime.datetime) -> list[dict[str, str]]:
    """People, institutions and topics first, then the newest titles; each {"title", "path", "kind", "language"}."""
    words = words_in(typed)[:MOST_WORDS]
    if sum(map(len, words)) < SHORTEST:
        return []
    *whole, last = words
    groups = [[BEGINS + word, *(IN_TITLE + key for key in keys_of_name(word))] for word in whole]
    groups.append([BEGINS + last + BEGINNING, *(IN_TITLE + key + BEGINNING for key in keys_of_name(last))])
    found = one_of_each(known(live(Condition(groups), at)), language)
    best = sorted(
        found, key=lambda key: (found[key].age < 0, found[key].language != language, found[key].age, key)
    )
    rows = (
        SearchDocument.objects.filter(pk__in=best[:MOST]).defer("tokens").select_related("edition").in_bulk()
    )
    return [_shown(rows[key]) for key in best[:MOST] if key in rows]


def _shown(row: SearchDocument) -> dict[str, str]:
    kind = kind_label(row.type, row.edition.kind) if row.edition else SINGULAR.get(row.type, "")
    return {"title": row.title, "path": row.path, "kind": str(kind), "language": row.language}
