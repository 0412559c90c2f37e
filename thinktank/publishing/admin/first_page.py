"""Tiles of the desk's first page about publications."""

import datetime
from collections.abc import Iterable, Iterator

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from thinktank.desk.plots import last_months, plot_of
from thinktank.desk.tiles import ROWS, Row, Tile
from thinktank.language import languages
from thinktank.publishing.admin.permissions import may_see_all
from thinktank.publishing.admin.states import LanguageState, moment_in_words, states_of
from thinktank.publishing.editions.translations import outdated_ones
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.working_copies import publication_models

LOOKED_AT = 60  # of one's newest revisions
AHEAD = datetime.timedelta(days=7)


def _may_see_some(request: HttpRequest) -> bool:
    return admin.site.get_model_admin(Publication).has_view_or_change_permission(request)


def form_of(publication_id: int, type_name: str) -> str:
    """The path of the form of a publication."""
    opts = publication_models()[type_name]._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[publication_id])


def list_in_state(language: str, state: str) -> str:
    """The path of the list of all publications whose language is in this state."""
    return f"{reverse('admin:publishing_publication_changelist')}?state_{language.replace('-', '_')}={state}"


def mine(request: HttpRequest) -> Tile | None:
    """The texts that this person saved last, with the state of each language."""
    if not _may_see_some(request) or not isinstance(request.user, User):
        return None
    saved = Revision.objects.filter(saved_by=request.user).order_by("-saved_at")
    ids = list(dict.fromkeys(saved.values_list("publication_id", flat=True)[:LOOKED_AT]))[:ROWS]
    found = Publication.objects.in_bulk(ids)
    states = states_of(list(found.values()), timezone.now())
    rows = [
        Row(str(found[pk]), form_of(pk, found[pk].type), " / ".join(_states(states[pk].values())))
        for pk in ids
    ]
    return Tile(_("Your latest texts"), rows) if rows else None


def _states(states: Iterable[LanguageState]) -> Iterator[str]:
    for state in states:
        if state.sentence != "—":
            yield f"{state.language.upper()}: {state.sentence}"


def scheduled(request: HttpRequest) -> Tile | None:
    if not may_see_all(request):
        return None
    now = timezone.now()
    editions = Edition.objects.filter(live_from__gt=now, live_from__lte=now + AHEAD, erased_at=None)
    rows = [_row(each, moment_in_words(each.live_from)) for each in _first(editions.order_by("live_from"))]
    return Tile(_("Goes live this week"), rows, reverse("admin:publishing_calendar")) if rows else None


def outdated(request: HttpRequest) -> Tile | None:
    """Live translations whose original has another text by now."""
    if not may_see_all(request):
        return None
    now, rows, more = timezone.now(), list[Row](), ""
    for code in languages.codes():
        found = [
            _row(each, str(languages.name_of(code)))
            for each in _first(outdated_ones(code, now).order_by("-live_from"))
        ]
        more = more or (list_in_state(code, "outdated") if found else "")
        rows += found
    return Tile(_("Translations that are outdated"), rows[:ROWS], more) if rows else None


def published(request: HttpRequest) -> Tile | None:
    """How many texts went live for the first time, month by month."""
    if not may_see_all(request):
        return None
    now = timezone.now()
    months = last_months(timezone.localdate(now))
    since = timezone.make_aware(datetime.datetime.combine(months[0], datetime.time()))
    first = Edition.objects.filter(number=1, live_from__gte=since, live_from__lte=now, taken_over=False)
    by_month = first.order_by().annotate(month=TruncMonth("live_from")).values_list("month")
    found = {
        timezone.localdate(month): n for month, n in by_month.annotate(Count("publication", distinct=True))
    }
    plot = plot_of(
        "published",
        _("Texts that went live, by month"),
        [(date_format(month, "YEAR_MONTH_FORMAT"), found.get(month, 0)) for month in months],
        of_labels=_("Month"),
        of_numbers=_("Texts"),
    )
    return Tile(_("Published in twelve months"), [], plot=plot) if plot else None


def _first(editions: QuerySet[Edition]) -> list[Edition]:
    columns = ("publication_id", "type", "title", "language", "live_from")
    return list(editions.only(*columns)[:ROWS])


def _row(edition: Edition, aside: str) -> Row:
    return Row(edition.title, form_of(edition.publication_id, edition.type), aside, edition.language)
