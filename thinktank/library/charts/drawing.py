"""Draw a chart in the child process (see sandbox.py)."""

import json
import tempfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from thinktank.library.charts.data import Table
from thinktank.library.charts.specification import number_locale, specification
from thinktank.library.charts.svg import NotADrawing, clean_svg
from thinktank.library.sandbox import open_in_child


def draw(table: Table, kind: str, language: str) -> str:
    """The chart as SVG. Raises ValidationError when it cannot be drawn."""
    asked = {"specification": specification(table, kind, language), "locale": number_locale(language)}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="chart-", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        answer = open_in_child("chart", file.name)
    try:
        return clean_svg(str(answer.get("svg", "")))
    except NotADrawing:
        raise ValidationError(
            _("The chart could not be drawn just now. Nothing is saved; try again in a minute.")
        ) from None
