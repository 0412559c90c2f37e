import datetime
from typing import Any, Protocol

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thinktank.desk import tiles
from thinktank.desk.lists import DeskList, LongList
from thinktank.desk.plots import Plot, plot_of
from thinktank.desk.searching import FoundByWords
from thinktank.language import languages
from thinktank.language.searching import words_to_find
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.search_words import with_words
from thinktank.readership.models import LATELY, Readership, ReadingDay, ReadingSum, ReadingSumQuerySet
from thinktank.readership.most_read import most_read
from thinktank.readership.sums import is_summed_up_to


class Row(Protocol):
    """A sum of reads, as the list shows it."""

    publication_id: int
    language: str
    edition: Edition
    reads: int  # of the last thirty days
    in_all: int


class ReadList(DeskList):
    """A page of sums, each with the live edition that was read."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        live = Readership.objects.counted(timezone.now())
        editions = {
            (edition.publication_id, edition.language): edition
            for edition in live.filter(publication__in={row.publication_id for row in rows}).for_lists()
        }
        for row in rows:
            row.edition = editions.get((row.publication_id, row.language))
        self.result_list = [row for row in rows if row.edition]


def most_read_tile(request: HttpRequest) -> tiles.Tile | None:
    """What readers read most in the last thirty days, in the language of the desk."""
    if not admin.site.get_model_admin(Readership).has_view_permission(request):
        return None
    editions = most_read(languages.current(), timezone.now())
    rows = [
        tiles.Row(each.title, each.get_absolute_url(), _reads_in_words(each), each.language)
        for each in editions
    ]
    more = reverse("admin:readership_readership_changelist")
    return tiles.Tile(_("Most read"), rows, more, reads_plot()) if rows else None


def reads_plot() -> Plot | None:
    """Reads of all texts by day, up to today; None when there were none."""
    today = timezone.localdate()
    first = today - LATELY + datetime.timedelta(days=1)
    days = ReadingDay.objects.filter(day__gte=first, day__lte=today).order_by()
    found = dict(days.values_list("day").annotate(Sum("n")))
    values = [(day, found.get(day, 0)) for day in (first + datetime.timedelta(n) for n in range(LATELY.days))]
    return plot_of(
        "reads",
        _("Reads by day"),
        [(date_format(day, "DATE_FORMAT"), n) for day, n in values],
        of_labels=_("Day"),
        of_numbers=_("Reads"),
    )


def _reads_in_words(edition: Any) -> str:
    n = edition.reads_lately  # annotated
    return ngettext("%(n)d read in thirty days", "%(n)d reads in thirty days", n) % {"n": n}


admin.site.add_tile(most_read_tile)  # type: ignore[attr-defined]  # it is a DeskSite


@admin.register(Readership)
class ReadershipAdmin(LongList, FoundByWords, admin.ModelAdmin):
    """A read-only list of live texts by reads of the last thirty days. Its rows are ReadingSums."""

    list_display = ["text", "language_in_words", "reads_lately", "reads_in_all"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["title"]  # shows the field for searching; get_search_results searches
    search_help_text = _(
        "Words of the text as it was last saved, names, addresses or numbers, in any language"
    )
    actions = None
    change_list_template = "admin/list_with_plot.html"

    def get_queryset(self, request: HttpRequest) -> ReadingSumQuerySet:
        now = timezone.now()
        today = timezone.localdate(now)
        sums = ReadingSum.objects.of_live_editions(Readership.objects.counted(now))
        if is_summed_up_to(today):
            return sums.with_reads_as_summed()
        return sums.with_reads_by_days(today, today - LATELY)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Readership | None:
        """The live edition with this id. A row's address is that of its edition; no one may open it."""
        try:
            return Readership.objects.counted(timezone.now()).filter(pk=object_id).first()
        except ValueError:
            return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Filter the sums, a ReadingSumQuerySet, by the words of their texts, as all lists of texts do."""
        if not search_term.strip():
            return queryset, False
        words = words_to_find(search_term)
        return with_words(queryset, words, of="publication") if words else queryset.none(), False

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-reads", "-in_all", "-pk")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadList]:
        return ReadList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": _("What is read"), "plot": reads_plot()}
        return super().changelist_view(request, context | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Readership | None = None) -> bool:
        """The list only: there is no page of a single text."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=_("text"))
    def text(self, row: Row) -> str:
        edition = row.edition
        return format_html(
            '<a href="{}" lang="{}">{}</a>', edition.get_absolute_url(), edition.language, edition.title
        )

    @admin.display(description=_("Language"), ordering="language")
    def language_in_words(self, row: Row) -> str:
        return languages.own_name_of(row.language)

    @admin.display(description=_("reads in the last 30 days"), ordering="reads")
    def reads_lately(self, row: Row) -> int:
        return row.reads

    @admin.display(description=_("reads in all"), ordering="in_all")
    def reads_in_all(self, row: Row) -> int:
        return row.in_all
