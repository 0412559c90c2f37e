"""A chart as pages show it, made from the record that an edition stores: drawing, table behind it, file of the data."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thinktank.delivery.spreadsheet import csv_file
from thinktank.library.charts.data import written
from thinktank.library.charts.svg import clean_svg

type Record = dict[str, Any]  # of Chart


def drawing_html(record: Record, place: str) -> str:
    """Title and drawing. `place` is the id of the figure on the page. Raises ValueError for a record without a drawing."""
    title = format_html('<p class="chart-title">{}</p>', record["title"])
    return title + clean_svg(record["svg"], record["title"], record["description"], place)


def below_html(record: Record) -> SafeString:
    """Note and source, for the caption."""
    note = format_html('<span class="chart-note">{}</span> ', record["note"]) if record["note"] else ""
    if not record["source"]:
        return format_html("{}", note)
    source = _("Source: %(source)s") % {"source": record["source"]}
    return format_html('{}<small class="credit">{}</small>', note, source)


def data_html(record: Record, place: str, edition_path: str) -> SafeString:
    """The table behind the chart, and where to download and cite it; `edition_path` is "" in previews."""
    language = get_language() or ""
    cells = format_html_join("", '<th scope="col">{}</th>', ((heading,) for heading in record["columns"]))
    rows = format_html_join(
        "", "<tr>{}</tr>", ((_row_html(label, values, language),) for label, values in record["rows"])
    )
    links = format_html(
        '<p class="chart-links"><a href="{0}{1}.csv">{2}</a> <a href="{0}#{1}">{3}</a></p>',
        edition_path, place, _("Download the data (CSV)"), _("Permanent link to this chart"),
    ) if edition_path else ""  # fmt: skip
    return format_html(
        '<details class="chart-data"><summary>{}</summary><div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}</details>',
        _("Show the data"), record["title"], cells, rows, links,
    )  # fmt: skip


def _row_html(label: str, values: list[str | None], language: str) -> SafeString:
    cells = format_html_join(
        "", '<td class="figure">{}</td>', ((written(value, language),) for value in values)
    )
    return format_html('<th scope="row">{}</th>{}', label, cells)


def data_file(record: Record, language: str) -> str:
    """The data as CSV, with the source in the last row."""
    rows: list[list[str | Decimal | None]] = [list(record["columns"])]
    rows += [[label, *(value and Decimal(value) for value in values)] for label, values in record["rows"]]
    if record["source"]:
        rows.append([_("Source: %(source)s") % {"source": record["source"]}])
    return csv_file(rows, language)
