from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.desk.forms import TranslatedForm
from thinktank.desk.translated import TranslatedAdmin, in_all_languages, words_fieldset
from thinktank.language import languages
from thinktank.library.admin.upload import UploadAdmin
from thinktank.library.charts.data import Table, differing_rows, read_table
from thinktank.library.charts.drawing import draw
from thinktank.library.models import Chart


class ChartForm(TranslatedForm):
    """Reads the tables and draws the chart in every language that has one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, tables = cleaned.get("kind", ""), self._tables(cleaned)
        if not kind or self.errors:
            return cleaned
        try:
            self.instance.drawings = {code: draw(table, kind, code) for code, table in tables.items()}
        except ValidationError as problem:
            self.add_error(None, problem)
        return cleaned

    def _tables(self, cleaned: dict[str, Any]) -> dict[str, Table]:
        tables: dict[str, Table] = {}
        for code in languages.codes():
            name = languages.field_name("data", code)
            if not (text := cleaned.get(name)) or not cleaned.get("kind"):
                continue
            try:
                tables[code] = read_table(text, code, cleaned["kind"])
                self._compare(tables, code)
            except ValidationError as problem:
                self.add_error(name, problem)
        return tables

    def _compare(self, tables: dict[str, Table], code: str) -> None:
        """Raise ValidationError when the numbers are others than in the first language that has a table."""
        first = next(iter(tables))
        rows = differing_rows(tables[first], tables[code])
        if not rows:
            return
        language = {"language": languages.name_after_in(first)}
        if rows == [0]:
            raise ValidationError(
                _("The table has not as many rows and columns as the one in %(language)s.") % language
            )
        sentence = _("Row %(row)d has other numbers than the same row in %(language)s.")
        raise ValidationError([sentence % (language | {"row": row + 1}) for row in rows[:5]])


@admin.register(Chart)
class ChartAdmin(TranslatedAdmin):
    form = ChartForm
    needed = ("title", "data")
    fieldsets: ClassVar[list[tuple[Any, Any]]] = [
        (None, {"fields": ["kind", "preview"]}),
        words_fieldset(gettext_lazy("Title and data"), ("title", "data")),
        words_fieldset(gettext_lazy("What readers are told about it"), ("description", "source", "note")),
        (None, {"fields": ["used_here"]}),
    ]
    readonly_fields = ["preview", "used_here"]
    list_display = ["title", "kind", "changed_at"]
    list_per_page = 50
    search_fields = [*in_all_languages("title"), *in_all_languages("source")]
    show_full_result_count = False
    used_here = UploadAdmin.used_here

    @admin.display(description=gettext_lazy("chart"))
    def preview(self, chart: Chart) -> SafeString | str:
        address = reverse("library:chart_detail", args=[chart.uid])
        drawn = [
            (address, code, chart.changed_at.timestamp(), languages.word(chart, "title", code))
            for code in languages.codes()
            if code in chart.drawings
        ]
        shown = format_html_join("", '<img src="{}?language={}&amp;at={}" alt="{}" width="400">', drawn)
        return (
            format_html('<div class="chart-previews">{}</div>', shown)
            if drawn
            else _("Save it to see the chart.")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always False, because drafts and revisions may use it."""
        return False
