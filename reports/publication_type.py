from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.choices import Horizon, Kind
from thinktank.addresses.alternates import file_address
from thinktank.language import languages
from thinktank.publishing.models import Edition, EditionFile
from thinktank.publishing.publication_types import (
    A_REPORT,
    USUAL_FILES,
    Context,
    FrontPageRow,
    PublicationType,
    register,
)


def report_context(edition: Edition, content: Mapping[str, Any], newer: Edition | None) -> Context:
    """Recommendations by horizon, nearest first, and the uploaded PDF if there is one."""
    pdf = content["facts"]["pdf"]
    return {
        "recommendations": _by_horizon(content["parts"]["recommendations"]),
        "pdf": pdf and pdf | {"path": file_address(f"{edition.get_absolute_url()}pdf/")},
        "pdf_language": languages.own_name_of(edition.language),
    }


def _by_horizon(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Groups of recommendations, numbered across groups, so that "recommendation 3" is unambiguous."""
    groups, first = [], 1
    for horizon in Horizon:
        if items := [row for row in rows if row["horizon"] == horizon]:
            groups.append({"label": horizon.label, "first": first, "items": items})
            first += len(items)
    return groups


def schema_type(kind: str) -> str:
    return "ScholarlyArticle" if kind == Kind.WORKING_PAPER else "Report"


REPORTS = register(
    PublicationType(
        name="report",
        prefix="reports",
        plural=_("Reports"),
        kinds=Kind,
        position=30,
        new_institutions="publisher",
        new_relation="result_of",
        detail_template="reports/report_detail.html",
        extra_context=report_context,
        own_urls="reports.urls",
        about=_("About the report"),
        schema_type=schema_type,
        cited_as=lambda kind: A_REPORT,
        files=USUAL_FILES | {EditionFile.Kind.EPUB},
        has_title_page=True,
        front_page=FrontPageRow(size=3, onward=_("All reports")),
    )
)
