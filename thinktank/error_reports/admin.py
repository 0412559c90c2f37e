from django.contrib import admin
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.error_reports.models import ErrorReport
from thinktank.language import languages
from thinktank.publishing.working_copies import model_of

SHOWN = 80  # characters of a report in the list


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):
    """The inbox: what readers wrote stays as they wrote it; editors add a state and a note."""

    list_display = ["in_short", "text_in_words", "state", "hour"]
    list_filter = ["state"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    said = ["hour", "about", "passage", "text", "answer_to"]
    readonly_fields = said
    fieldsets = [
        (gettext_lazy("What the reader says"), {"fields": said}),
        (
            gettext_lazy("What was done"),
            {
                "fields": ["state", "editors_note"],
                "description": gettext_lazy(
                    "Answer by e-mail first: once the report is answered or rejected, the reader’s address is deleted."
                ),
            },
        ),
    ]

    def get_queryset(self, request):
        reports = super().get_queryset(request).select_related("edition__publication")
        return reports.defer("edition__content", "edition__plain_text")

    def get_ordering(self, request):
        """What waits comes first."""
        is_closed = Case(When(state=ErrorReport.State.NEW, then=Value(0)), default=Value(1))
        return [is_closed.asc(), "-received_at", "-pk"]

    def n_waiting(self):
        """How many nobody has answered: the desk's menu shows it."""
        return ErrorReport.objects.filter(state=ErrorReport.State.NEW).count()

    def has_add_permission(self, request):
        return False

    @admin.display(description=gettext_lazy("what is wrong"))
    def in_short(self, report):
        return Truncator(report.text).chars(SHOWN) or "—"

    @admin.display(description=gettext_lazy("text"))
    def text_in_words(self, report):
        edition = report.edition
        return format_html('<span lang="{}">{}</span>', edition.language, edition.title or "—")

    @admin.display(description=gettext_lazy("received"), ordering="received_at")
    def hour(self, report):
        return date_format(localtime(report.received_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("e-mail for an answer"))
    def answer_to(self, report):
        return format_html('<a href="mailto:{0}">{0}</a>', report.email) if report.email else _("none")

    @admin.display(description=gettext_lazy("text"))
    def about(self, report):
        """The edition as the reader saw it, the publication's form, and the act that corrects it."""
        edition, publication = report.edition, report.edition.publication
        opts = model_of(publication)._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        words = {"number": edition.number, "language": languages.name_after_in(edition.language)}
        return format_html(
            '<span lang="{}">{}</span>, <a href="{}editions/{}/">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            edition.language,
            edition.title or "—",
            edition.get_absolute_url(),
            edition.number,
            _("edition %(number)s in %(language)s") % words,
            reverse(f"{name}_change", args=[publication.pk]),
            _("form"),
            reverse(f"{name}_correct", args=[publication.pk, edition.language]),
            _("correct the live text…"),
        )
