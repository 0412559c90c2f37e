"""What a page of results shows of each document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import Words, kind_label
from thinktank.search.documents import TEXTS_OF_EDITION, attached_texts
from thinktank.search.models import SearchDocument
from thinktank.search.passages import Piece, Wanted, first_words, marked, passage, wanted
from thinktank.search.query import Query

# What a result is, for what has no edition, by the prefix of its pages
SINGULAR: dict[str, Words] = {
    "experts": pgettext_lazy("a person", "Expert"),
    "organizations": _("Organisation"),
    "topics": _("Topic"),
    "regions": _("Region"),
    "projects": _("Project"),
    "series": pgettext_lazy("one of them", "Series"),
    "for": _("For readers"),
    "polls": _("Poll"),
}
SHOWN = (
    *("language", "type", "title", "path", "summary"),
    *(
        f"edition__{name}"
        for name in ("type", "kind", "dated", "standfirst", "plain_text", "content", "card")
    ),
)
QUOTED = ("standfirst", "rows", "body", "captions", "people")  # in the order in which passages are looked for


@dataclass(frozen=True)
class Hit:
    """One result."""

    path: str
    language: str
    kind: Words
    title: list[Piece]
    passage: list[Piece]
    edition: Edition | None


def hits(keys: Sequence[int], query: Query) -> list[Hit]:
    """The results with these keys, in this order. One that was deleted in the meantime is left out.

    One query, and one for each result whose words are in an attached file alone.
    """
    rows = SearchDocument.objects.select_related("edition").only(*SHOWN).in_bulk(keys)
    groups = [word.tokens for word in query.words]
    sought = {row.language: wanted(groups, row.language) for row in rows.values()}
    return [_hit(rows[key], sought[rows[key].language]) for key in keys if key in rows]


def _hit(row: SearchDocument, sought: Wanted) -> Hit:
    if edition := row.edition:
        kind: Words = kind_label(edition.type, edition.kind)
        quoted = _passage_of_edition(edition, sought)
    else:
        kind = SINGULAR.get(row.type, "")
        quoted = passage([row.summary], sought) or first_words(row.summary)
    return Hit(row.path, row.language, kind, marked(row.title, sought), quoted, edition)


def _passage_of_edition(edition: Edition, sought: Wanted) -> list[Piece]:
    content: dict[str, Any] = upgraded(edition.content) if edition.content else {}
    if not content:  # erased in the meantime
        return []
    return (
        passage((TEXTS_OF_EDITION[name](edition, content) for name in QUOTED), sought)
        or passage(attached_texts(content), sought)
        or first_words(edition.standfirst or edition.plain_text)
    )
