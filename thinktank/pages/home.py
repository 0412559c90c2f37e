"""The front page: what editors chose leads, the newest fill what they left open, then every kind, and what comes next.

All its editions come by one query, whatever there is of them.
"""

import functools

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.fields import CharField, IntegerField
from django.utils import timezone

from articles.publication_type import ARTICLES
from events.choices import EventStatus
from events.coming import in_order
from events.happening import CALLED_OFF, Happening
from events.publication_type import EVENTS
from polls.models import Poll
from polls.results import results_from, rows_of
from thinktank.database.prepared import prepared
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.pages.models import FrontPage, FrontSlot
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import (
    Context,
    PublicationType,
    kind_label,
    kinds_of,
    types_with_lists,
)
from thinktank.readership.most_read import most_read
from thinktank.taxonomy.models import Project

BESIDE = 3  # publications beside the lead
PER_KIND = 3
NEWEST_ARTICLES = 30  # those among which the newest of every kind are looked for
UPCOMING = 3  # events at the least that are on or come next
MOST_EVENTS = 60  # those among which the ones to come, and the ones that were, are looked for
RECENT = 3
PROJECTS = 4


def types_on_the_front_page() -> list[PublicationType]:
    """Articles and events have sections of their own here; the others ask for a row of cards."""
    return [ARTICLES, *_types_with_a_row(), EVENTS]


def _types_with_a_row() -> list[PublicationType]:
    return [each for each in types_with_lists() if each.front_page and each not in (ARTICLES, EVENTS)]


def home_context(language: str) -> Context:
    """What the front page shows in a language."""
    now = timezone.now()
    lists = _lists(language, now)
    top = _top(lists)
    shown = {edition.publication_uid for edition in top}
    return {
        "lead": top[0] if top else None,
        "beside": top[1:],
        "kinds": _newest_of_every_kind(_without(lists[ARTICLES.name], shown), language),
        "rows": list(_rows(lists, shown, language)),
        "upcoming": _on_and_next(lists["upcoming"], now),
        "recent": [event for event in _without(lists["recent"], shown) if _took_place(event)][:RECENT],
        "polls": results_from(_chosen_poll(language).ask(at=now), language, now),
        "most_read": most_read(language, now),
        "projects": _projects(language, timezone.localdate(now)),
        "paths": {each.name: each.list_path(language) for each in (ARTICLES, EVENTS)},
    }


def _rows(lists, shown, language):
    """A row of cards for each type that asks for one and has something to show in it."""
    for each in _types_with_a_row():
        if editions := _without(lists[each.name], shown)[: each.front_page.size]:
            yield {
                "name": each.prefix,
                "heading": each.plural,
                "editions": editions,
                "path": each.list_path(language),
                "onward": each.front_page.onward,
            }


def _lists(language, now):
    """Lists of editions by name. "chosen" holds the editors' choice in its order, the others the newest first."""
    rows = _in_lists(language=language, at=now)
    by_age = [ARTICLES.name, *(each.name for each in _types_with_a_row()), "recent"]
    found = {
        name: [edition for edition in rows if edition.list_name == name]
        for name in ("chosen", "upcoming", *by_age)
    }
    found["chosen"].sort(key=lambda edition: (edition.place, edition.pk))
    found["upcoming"] = in_order(found["upcoming"], now)
    for name in by_age:
        found[name].sort(key=_age)
    return found


@prepared
def _in_lists(language, at):
    """Editions, each with its `list_name` and, where editors chose it, its `place`."""
    live = Edition.objects.live(at).in_language(language)
    spare = 1 + BESIDE  # as many as may stand on top already
    newest = live.newest_first()
    # Only events have an occasion. A filter by type as well would make PostgreSQL read every edition after the last event.
    coming = live.filter(occasion__leaves_at__gt=at)
    slices = {
        ARTICLES.name: newest.of_type(ARTICLES.name)[: NEWEST_ARTICLES + spare],
        **{
            each.name: newest.of_type(each.name)[: each.front_page.size + spare]
            for each in _types_with_a_row()
        },
        "recent": newest.of_type(EVENTS.name).filter(occasion__leaves_at__lte=at)[:MOST_EVENTS],
        "upcoming": coming.order_by("occasion__starts_at", "pk")[:MOST_EVENTS],
    }
    slots = FrontSlot.objects.filter(publication=OuterRef("publication"))
    chosen = live.filter(publication__in=FrontSlot.objects.values("publication")).for_lists().order_by()
    chosen = _in_list(chosen, "chosen", Subquery(slots.values("position")[:1]))
    rest = [_in_list(_those_of(slice_), name, Value(0, IntegerField())) for name, slice_ in slices.items()]
    return chosen.union(*rest, all=True).order_by()


def _those_of(slice_):
    """A slice as a query without an order: SQLite unites no others."""
    return Edition.objects.filter(pk__in=slice_.values("pk")).for_lists().order_by()


def _in_list(editions, name, place):
    return editions.annotate(list_name=Value(name, CharField()), place=place)


def _age(edition):
    """Sorts the newest first."""
    return -edition.dated.toordinal(), -edition.first_live_from.timestamp(), -edition.pk


def _top(lists):
    """The lead and what stands beside it: the chosen ones that are live here, then the newest."""
    chosen = lists["chosen"][: 1 + BESIDE]
    known = {edition.publication_uid for edition in chosen}
    texts = [edition for each in (ARTICLES, *_types_with_a_row()) for edition in lists[each.name]]
    newest = sorted(_without(texts, known), key=_age)
    return chosen + newest[: 1 + BESIDE - len(chosen)]


def _without(editions, known):
    return [edition for edition in editions if edition.publication_uid not in known]


def _on_and_next(events, now):
    """All that is on, however much it is, and at least one that comes; nothing cancelled."""
    held = [event for event in events if event.card["facts"].get("status") != EventStatus.CANCELLED]
    on = sum(Happening(event.card["facts"], now).is_on for event in held)
    return held[: max(UPCOMING, on + 1)]


def _took_place(event):
    return event.card["facts"].get("status") not in CALLED_OFF


def _newest_of_every_kind(editions, language):
    """Kinds in the order of the desk, each with its newest; a kind without any is left out."""
    by_kind = {kind: [] for kind in kinds_of(ARTICLES.name)}
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
def _chosen_poll(language):
    """The query in one language, whose columns it names."""

    @prepared
    def chosen_poll(at):
        polls = Poll.objects.public_in(language, at).filter(pk__in=FrontPage.objects.values("poll"))
        return rows_of(polls, language)

    return chosen_poll


def _projects(language, today):
    """The chosen ones, or those that have not ended."""
    chosen = FrontPage.projects.through.objects.filter(project=OuterRef("pk"))
    rows = list(Project.objects.public_in(language).annotate(is_chosen=Exists(chosen)))
    found = [row for row in rows if row.is_chosen] or [row for row in rows if not row.has_ended(today)]
    return [
        {
            "name": row.label_in(language),
            "path": row.path_in(language),
            "description": typeset_lines(languages.word(row, "description", language), language),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        for row in found[:PROJECTS]
    ]
