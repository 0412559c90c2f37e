from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from thinktank.desk.lists import DeskList, LongList
from thinktank.desk.searching import FoundByWords
from thinktank.language import languages
from thinktank.readership.models import LATELY, Readership, ReadingSum
from thinktank.readership.sums import is_summed_up_to


class ReadList(DeskList):
    """A page of sums, each with the live edition that was read."""

    def get_results(self, request):
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


@admin.register(Readership)
class ReadershipAdmin(LongList, FoundByWords, admin.ModelAdmin):
    """A list to look at: live texts that were read, by reads of the last thirty days. Its rows are sums of reads."""

    list_display = ["text", "language_in_words", "reads_lately", "reads_in_all"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["title"]
    actions = None

    def get_queryset(self, request):
        now = timezone.now()
        today = timezone.localdate(now)
        sums = ReadingSum.objects.of_live_editions(Readership.objects.counted(now))
        if is_summed_up_to(today):
            return sums.with_reads_as_summed()
        return sums.with_reads_by_days(today, today - LATELY)

    def get_object(self, request, object_id, from_field=None):
        """Addresses of one row are those of its edition; none of them may be opened."""
        try:
            return Readership.objects.counted(timezone.now()).filter(pk=object_id).first()
        except ValueError:
            return None

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        live = Readership.objects.counted(timezone.now())
        editions, has_doubles = super().get_search_results(request, live, search_term)
        return queryset.of_live_editions(editions), has_doubles

    def get_ordering(self, request):
        return ["-reads", "-in_all", "-pk"]

    def get_changelist(self, request, **kwargs):
        return ReadList

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("What is read")} | (extra_context or {}))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        """Of the list: an edition alone is looked at where it is published."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=_("text"))
    def text(self, row):
        edition = row.edition
        return format_html(
            '<a href="{}" lang="{}">{}</a>', edition.get_absolute_url(), edition.language, edition.title
        )

    @admin.display(description=_("Language"), ordering="language")
    def language_in_words(self, row):
        return languages.own_name_of(row.language)

    @admin.display(description=_("reads in the last 30 days"), ordering="reads")
    def reads_lately(self, row):
        return row.reads

    @admin.display(description=_("reads in all"), ordering="in_all")
    def reads_in_all(self, row):
        return row.in_all
