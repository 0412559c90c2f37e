"""The front page: publications that editors chose, filled up with the newest ones; then lists by kind, type and date.

One query fetches all its editions.
"""

import datetime
import functools
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.fields import CharField, IntegerField
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.publication_type import ARTICLES
from events.choices import EventStatus
from events.coming import in_order
from events.happening import CALLED_OFF, Happening
from events.publication_type import EVENTS
from polls.models import Poll
from polls.results import results_from, rows_of
from thinktank.database.prepared import PreparedQuery, prepared
from thinktank.delivery.fragments import cached_html
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.pages.models import FrontPage, FrontSlot
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import (
    Context,
    FrontPageRow,
    PublicationType,
    kind_label,
    kinds_of,
    types_with_lists,
)
from thinktank.readership.most_read import most_read
from thinktank.taxonomy.models import Project

NEXT_TO_LEAD = 3  # publications
PER_KIND = 3
NEWEST_ARTICLES = 30  # articles to fetch, from which the newest of every kind are shown
MIN_UPCOMING = 3  # events that are on or come next
MAX_EVENTS = 60  # events to fetch, of those to come and of past ones
MAX_RECENT = 3
MAX_PROJECTS = 4

Lists = dict[str, list[Edition]]  # by name: "chosen", "upcoming", "recent", and the names of types


def types_on_the_front_page() -> list[PublicationType]:
    """Articles, events, and the types between them that have a row of cards."""
    return [ARTICLES, *(each for each, _row in _types_with_a_row()), EVENTS]


def _types_with_a_row() -> list[tuple[PublicationType, FrontPageRow]]:
    return [
        (each, each.front_page)
        for each in types_with_lists()
        if each.front_page and each not in (ARTICLES, EVENTS)
    ]


def home_context(language: str) -> Context:
    """The context of the front page's template in a language."""
    now = timezone.now()
    lists, answer = _lists(language, now), _chosen_poll(language).ask(at=now)
    polls = results_from(answer, language, now)
    top = _top(lists)
    shown = {edition.publication_uid for edition in top}
    return {
        "lead": top[0] if top else None,
        "nothing_yet": [] if top or Edition.objects.live(now).exists() else _nothing_yet(),
        "beside": top[1:],
        "kinds": _newest_of_every_kind(_without(lists[ARTICLES.name], shown), language),
        "rows": list(_rows(lists, shown, language)),
        "upcoming": _on_and_next(lists["upcoming"], now),
        "recent": [event for event in _without(lists["recent"], shown) if _took_place(event)][:MAX_RECENT],
        "polls": polls,
        "polls_html": cached_html("polls/_beside.html", answer.rows, lambda: {"polls": polls}),
        "most_read": most_read(language, now),
        "projects": _projects(language, timezone.localdate(now)),
        "paths": {each.name: each.list_path(language) for each in (ARTICLES, EVENTS)},
    }


def _nothing_yet() -> list[tuple[str, str]]:
    """(language, sentence) in every language of the site."""
    sentences = []
    for code in languages.codes():
        with translation.override(code):
            sentences.append((code, _("Nothing is published on this site yet.")))
    return sentences


def _rows(lists: Lists, shown: set[UUID], language: str) -> Iterator[Context]:
    """A row of cards for each type that has one, unless it would be empty."""
    for each, row in _types_with_a_row():
        if editions := _without(lists[each.name], shown)[: row.size]:
            yield {
                "name": each.prefix,
                "heading": each.plural,
                "editions": editions,
                "path": each.list_path(language),
                "onward": row.onward,
            }


def _lists(language: str, now: datetime.datetime) -> Lists:
    """The editions of each list. "chosen" has the order that editors gave it; the others have the newest first."""
    rows = _in_lists(language=language, at=now)
    by_age = [ARTICLES.name, *(each.name for each, _row in _types_with_a_row()), "recent"]
    chosen = [edition for edition in rows if edition.list_name == "chosen"]
    chosen.sort(key=lambda edition: (edition.place, edition.pk))
    found: Lists = {
        name: [edition for edition in rows if edition.list_name == name] for name in ("upcoming", *by_age)
    }
    found["chosen"] = chosen
    found["upcoming"] = in_order(found["upcoming"], now)
    for name in by_age:
        found[name].sort(key=_age)
    return found


@prepared
def _in_lists(language: str, at: datetime.datetime) -> QuerySet[Edition]:
    """Editions with two annotations: `list_name`, and in the list "chosen" their `place`."""
    live = Edition.objects.live(at).in_language(language)
    spare = 1 + NEXT_TO_LEAD  # editions that may be on top of the page already
    newest = live.newest_first()
    # Only events have an occasion. A filter by type as well would make PostgreSQL read every edition after the last event.
    coming = live.filter(occasion__leaves_at__gt=at)
    slices = {
        ARTICLES.name: newest.of_type(ARTICLES.name)[: NEWEST_ARTICLES + spare],
        **{each.name: newest.of_type(each.name)[: row.size + spare] for each, row in _types_with_a_row()},
        "recent": newest.of_type(EVENTS.name).filter(occasion__leaves_at__lte=at)[:MAX_EVENTS],
        "upcoming": coming.order_by("occasion__starts_at", "pk")[:MAX_EVENTS],
    }
    slots = FrontSlot.objects.filter(publication=OuterRef("publication"))
    chosen = live.filter(publication__in=FrontSlot.objects.values("publication")).for_lists().order_by()
    first = _in_list(chosen, "chosen", Subquery(slots.values("position")[:1]))
    rest = [_in_list(_those_of(slice_), name, Value(0, IntegerField())) for name, slice_ in slices.items()]
    return first.union(*rest, all=True).order_by()


def _those_of(slice_: QuerySet[Edition]) -> QuerySet[Edition]:
    """A slice as an unordered query, because SQLite has no UNION of ordered or sliced ones."""
    return Edition.objects.filter(pk__in=slice_.values("pk")).for_lists().order_by()


def _in_list(editions: QuerySet[Edition], name: str, place: Combinable | Subquery) -> QuerySet[Edition]:
    return editions.annotate(list_name=Value(name, CharField()), place=place)


def _age(edition: Edition) -> tuple[int, float, int]:
    """A sort key that puts the newest first."""
    return -edition.dated.toordinal(), -edition.first_live_from.timestamp(), -edition.pk


def _top(lists: Lists) -> list[Edition]:
    """The lead and the publications next to it: the chosen ones that are live in this language, then the newest."""
    chosen = lists["chosen"][: 1 + NEXT_TO_LEAD]
    known = {edition.publication_uid for edition in chosen}
    types = [ARTICLES, *(each for each, _row in _types_with_a_row())]
    texts = [edition for each in types for edition in lists[each.name]]
    newest = sorted(_without(texts, known), key=_age)
    return chosen + newest[: 1 + NEXT_TO_LEAD - len(chosen)]


def _without(editions: list[Edition], known: set[UUID]) -> list[Edition]:
    return [edition for edition in editions if edition.publication_uid not in known]


def _on_and_next(events: list[Edition], now: datetime.datetime) -> list[Edition]:
    """All events that are on, and the next ones: at least one, and MIN_UPCOMING in all. Cancelled ones are left out."""
    not_cancelled = [event for event in events if event.card["facts"].get("status") != EventStatus.CANCELLED]
    on = sum(Happening(event.card["facts"], now).is_on for event in not_cancelled)
    return not_cancelled[: max(MIN_UPCOMING, on + 1)]


def _took_place(event: Edition) -> bool:
    return event.card["facts"].get("status") not in CALLED_OFF


def _newest_of_every_kind(editions: list[Edition], language: str) -> list[Context]:
    """Kinds in the order of the admin, each with its newest articles; a kind without any is left out."""
    by_kind: dict[str, list[Edition]] = {kind: [] for kind in kinds_of(ARTICLES.name)}
    for edition in editions:
        by_kind.setdefault(edition.kind, []).append(edition)
    return [
        {
            "label": kind_label(ARTICLES.name, kind),
            "path": f"{ARTICLES.list_path(language)}?kind={kind}",
            "editions": found[:PER_KIND],
        }
        for kind, found in by_kind.items()
        if found
    ]


@functools.cache
def _chosen_poll(language: str) -> PreparedQuery:
    """The query for one language, because it selects the columns of that language."""

    @prepared
    def chosen_poll(at: datetime.datetime) -> QuerySet[Poll]:
        polls = Poll.objects.public_in(language, at).filter(pk__in=FrontPage.objects.values("poll"))
        return rows_of(polls, language, at)

    return chosen_poll


@functools.cache
def _public_projects(language: str) -> PreparedQuery:
    """The query for one language, because that decides which projects are public."""

    @prepared
    def projects() -> QuerySet[Project]:
        chosen = FrontPage.projects.through.objects.filter(project=OuterRef("pk"))
        return Project.objects.public_in(language).annotate(is_chosen=Exists(chosen))

    return projects


def _projects(language: str, today: datetime.date) -> list[Context]:
    """The projects that editors chose, or without a choice those that have not ended."""
    rows = _public_projects(language)()
    found = [row for row in rows if row.is_chosen] or [row for row in rows if not row.has_ended(today)]
    return [
        {
            "name": row.label_in(language),
            "path": row.path_in(language),
            "description": typeset_lines(languages.word(row, "description", language), language),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        for row in found[:MAX_PROJECTS]
    ]
