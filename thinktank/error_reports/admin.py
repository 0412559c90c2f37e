from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.audit.chain import record
from thinktank.desk.tiles import ROWS, Row, Tile
from thinktank.error_reports.models import ErrorReport
from thinktank.language import languages
from thinktank.publishing.working_copies import model_of

EXCERPT_LENGTH = 80  # characters of a report in the list


def new_reports(request: HttpRequest) -> Tile | None:
    """The newest reports that nobody has answered."""
    if not admin.site.get_model_admin(ErrorReport).has_view_or_change_permission(request):
        return None
    new = ErrorReport.objects.filter(state=ErrorReport.State.NEW)
    rows = [
        Row(_excerpt(each.text), reverse("admin:corrections_errorreport_change", args=[each.pk]))
        for each in new.order_by("-received_at")[:ROWS]
    ]
    return (
        Tile(
            _("New error reports"),
            rows,
            f"{reverse('admin:corrections_errorreport_changelist')}?state__exact=new",
        )
        if rows
        else None
    )


def _excerpt(text: str) -> str:
    return Truncator(text).chars(EXCERPT_LENGTH)


admin.site.add_tile(new_reports)  # type: ignore[attr-defined]  # it is a DeskSite


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):
    """The inbox. Editors cannot change what readers wrote; they set a state and add a note."""

    list_display = ["in_short", "text_in_words", "state", "hour"]
    list_filter = ["state"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    readers_fields: Any = ["hour", "about", "passage", "text", "answer_to"]
    readonly_fields = readers_fields
    fieldsets = [
        (gettext_lazy("What the reader says"), {"fields": readers_fields}),
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        reports = super().get_queryset(request).select_related("edition__publication")
        return reports.defer("edition__content", "edition__plain_text")

    def get_ordering(self, request: HttpRequest) -> Any:
        """New reports come first."""
        is_closed = Case(When(state=ErrorReport.State.NEW, then=Value(0)), default=Value(1))
        return [is_closed.asc(), "-received_at", "-pk"]

    def n_waiting(self) -> int:
        """The number of new reports, which the desk's menu shows."""
        return ErrorReport.objects.filter(state=ErrorReport.State.NEW).count()

    def save_model(self, request: HttpRequest, obj: ErrorReport, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "state" in form.changed_data and obj.state != ErrorReport.State.NEW:
            record("report_closed", obj, state=obj.state)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("what is wrong"))
    def in_short(self, report: ErrorReport) -> str:
        return Truncator(report.text).chars(EXCERPT_LENGTH) or "—"

    @admin.display(description=gettext_lazy("text"))
    def text_in_words(self, report: ErrorReport) -> SafeString:
        edition = report.edition
        return format_html('<span lang="{}">{}</span>', edition.language, edition.title or "—")

    @admin.display(description=gettext_lazy("received"), ordering="received_at")
    def hour(self, report: ErrorReport) -> str:
        return date_format(localtime(report.received_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("e-mail for an answer"))
    def answer_to(self, report: ErrorReport) -> str:
        return format_html('<a href="mailto:{0}">{0}</a>', report.email) if report.email else _("none")

    @admin.display(description=gettext_lazy("text"))
    def about(self, report: ErrorReport) -> SafeString:
        """Links to the edition that the reader saw, to the publication's form, and to the form for corrections."""
        edition, publication = report.edition, report.edition.publication
        opts = model_of(publication)._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        words = {"number": edition.printed, "language": languages.name_after_in(edition.language)}
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
