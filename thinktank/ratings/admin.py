"""The tile of the desk's first page about what readers rated lowest."""

import datetime

from django.contrib import admin
from django.db.models import Avg, Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.desk.plots import last_months, plot_of
from thinktank.desk.tiles import ROWS, Row, Tile
from thinktank.publishing.admin.first_page import form_of
from thinktank.publishing.admin.permissions import may_see_all
from thinktank.publishing.models import Publication
from thinktank.ratings.models import Rating

LATELY = datetime.timedelta(days=90)
FEWEST = 5  # ratings; fewer say nothing of a text


def lowest_rated(request: HttpRequest) -> Tile | None:
    """Texts by the average of the last ninety days, the lowest first; only below the middle of the scale."""
    if not may_see_all(request):
        return None
    rated = Rating.objects.latest_of_each().filter(rated_on__gte=timezone.localdate() - LATELY)
    groups = rated.values("publication").annotate(n=Count("pk"), average=Avg("stars"))
    low = list(groups.filter(n__gte=FEWEST, average__lt=3).order_by("average")[:ROWS])
    found = Publication.objects.in_bulk([group["publication"] for group in low])
    rows = [_row(found[group["publication"]], group["average"], group["n"]) for group in low]
    return Tile(_("Rated lowest"), rows) if rows else None


def over_time(request: HttpRequest) -> Tile | None:
    """How many ratings readers gave, month by month, and their averages."""
    if not may_see_all(request):
        return None
    months = last_months(timezone.localdate())
    given = Rating.objects.latest_of_each().filter(rated_on__gte=months[0]).order_by()
    groups = given.annotate(month=TruncMonth("rated_on")).values_list("month")
    found = {month: (n, average) for month, n, average in groups.annotate(Count("pk"), Avg("stars"))}
    values = [(month, *found.get(month, (0, None))) for month in months]
    plot = plot_of(
        "ratings",
        _("Ratings by month"),
        [(date_format(month, "YEAR_MONTH_FORMAT"), n) for month, n, _average in values],
        of_labels=_("Month"),
        of_numbers=_("Ratings"),
        further=[
            number_format(round(average, 1), 1) if n >= FEWEST else "—" for _month, n, average in values
        ],
        of_further=_("Average"),
    )
    return Tile(_("Rated in twelve months"), [], plot=plot) if plot else None


def _row(publication: Publication, average: float, n: int) -> Row:
    told = ngettext("%(average)s of %(n)d rating", "%(average)s of %(n)d ratings", n)
    words = told % {"average": number_format(round(average, 1), 1), "n": n}
    return Row(str(publication), form_of(publication.pk, publication.type), words)


for make in (lowest_rated, over_time):
    admin.site.add_tile(make)  # type: ignore[attr-defined]  # it is a DeskSite
