"""The Vega-Lite specification of a chart, made from its table: https://vega.github.io/vega-lite/docs/.

It names no addresses and holds no expressions: nothing that an editor types is more than a text or a number in it.
"""

import re
from typing import Any

from django.utils.formats import get_format

from thinktank.library.charts.data import Table, as_number
from thinktank.library.charts.palette import INK, RULE, SERIES, SOFT

WIDTH, HEIGHT = 440, 270  # pixels of the drawing, which pages scale
FONT, SIZE = "Inter", 14
LONG_LABEL = 9  # signs; bars with longer labels lie
ROOM_OF_BAR, ROOM_OF_ROW = 15, 12  # pixels of a lying bar, and between two rows
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


def specification(table: Table, kind: str, language: str) -> dict[str, Any]:
    """A specification of Vega-Lite whose drawing is WIDTH wide."""
    series = table.columns[1:]
    lies = kind in {"bars", "stacked"} and max(len(label) for label, _values in table.rows) > LONG_LABEL
    encoding = {
        "bars": _bars,
        "stacked": _stacked,
        "lines": _lines,
        "points": _points,
    }[kind](table, lies)
    bars = len(series) if kind == "bars" else 1
    height = len(table.rows) * (bars * ROOM_OF_BAR + ROOM_OF_ROW) + 70 if lies else HEIGHT
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": "transparent",
        "data": {"values": list(_values(table, kind, language))},
        "mark": _mark(kind, len(table.rows)),
        "encoding": encoding | {"color": _colour(series)},
        **_heading(series),
        "config": _config(),
    }


def number_locale(language: str) -> dict[str, Any]:
    """How the axes write numbers, for d3-format."""
    return {
        "decimal": get_format("DECIMAL_SEPARATOR", language),
        "thousands": get_format("THOUSAND_SEPARATOR", language),
        "grouping": [3],
        "currency": ["", ""],
        "minus": "\u2212",
    }


def _values(table: Table, kind: str, language: str) -> Any:
    is_numeric = kind == "points" or _are_years(table)
    for label, values in table.rows:
        x = as_number(label, language) if is_numeric and kind in {"points", "lines"} else label
        for n, (column, value) in enumerate(zip(table.columns[1:], values, strict=True)):
            yield {"x": x, "s": column, "n": n, "v": None if value is None else float(value)}


def _are_years(table: Table) -> bool:
    return all(YEAR.fullmatch(label) for label, _values in table.rows)


def _mark(kind: str, rows: int) -> dict[str, Any]:
    if kind == "points":
        return {"type": "point", "filled": True, "size": 60, "opacity": 0.8}
    if kind == "lines":
        return {"type": "line", "strokeWidth": 2.5, "point": {"size": 45} if rows <= 30 else False}
    return {"type": "bar"}


def _axis_of_values(**more: Any) -> dict[str, Any]:
    return {"title": None, "format": ",~f", "tickCount": 5, "domain": False, "ticks": False, **more}


def _named(**more: Any) -> dict[str, Any]:
    """The labels in the order of the table."""
    return {"field": "x", "type": "nominal", "sort": None, **more}


def _bars(table: Table, lies: bool) -> dict[str, Any]:
    offset = {"field": "s", "type": "nominal", "sort": None}
    found = _across(lies, {"field": "v", "type": "quantitative", "axis": _axis_of_values()})
    if len(table.columns) > 2:
        found["yOffset" if lies else "xOffset"] = offset
    return found


def _stacked(table: Table, lies: bool) -> dict[str, Any]:
    value = {"field": "v", "type": "quantitative", "stack": "zero", "axis": _axis_of_values()}
    return _across(lies, value) | {"order": {"field": "n", "type": "quantitative"}}


def _across(lies: bool, value: dict[str, Any]) -> dict[str, Any]:
    axis = {"title": None, "grid": False, "ticks": False, "labelAngle": 0, "labelLimit": 190}
    labels = _named(axis=axis, scale={"paddingInner": 0.25, "paddingOuter": 0.1})
    return {"y": labels, "x": value} if lies else {"x": labels, "y": value}


def _lines(table: Table, lies: bool) -> dict[str, Any]:
    value = {"field": "v", "type": "quantitative", "scale": {"zero": False}, "axis": _axis_of_values()}
    axis = {"title": None, "grid": False, "labelAngle": 0, "labelOverlap": "greedy", "labelFlush": False}
    if _are_years(table):
        years = {"field": "x", "type": "quantitative", "scale": {"zero": False, "nice": False}}
        return {"x": years | {"axis": axis | {"format": "d", "tickMinStep": 1}}, "y": value}
    return {"x": _named(axis=axis) | {"type": "ordinal"}, "y": value}


def _points(table: Table, lies: bool) -> dict[str, Any]:
    side = {"type": "quantitative", "scale": {"zero": False, "padding": 8}}
    across = side | {"field": "x", "axis": _axis_of_values(title=table.columns[0])}
    return {"x": across, "y": side | {"field": "v", "axis": _axis_of_values()}}


def _colour(series: list[str]) -> dict[str, Any]:
    longest = max(map(len, series))
    columns = 3 if longest <= 16 else 2 if longest <= 26 else 1
    legend = {"title": None, "orient": "top", "labelLimit": 460, "columns": columns}
    scale = {"domain": series, "range": SERIES[: len(series)]}
    return {"field": "s", "type": "nominal", "scale": scale, "legend": legend if len(series) > 1 else None}


def _heading(series: list[str]) -> dict[str, Any]:
    """What the numbers are, where no legend says it."""
    if len(series) > 1:
        return {}
    return {"title": {"text": series[0], "anchor": "start", "fontSize": SIZE, "fontWeight": "normal"}}


def _config() -> dict[str, Any]:
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {"labelFontSize": SIZE, "titleFontSize": SIZE, "titleFontWeight": "normal", "labelColor": INK, "labelPadding": 6, "titleColor": SOFT, "gridColor": RULE, "domainColor": SOFT, "tickColor": SOFT},
        "legend": {"labelFontSize": SIZE, "labelColor": INK, "symbolType": "square", "symbolSize": 120, "symbolStrokeWidth": 0},
        "title": {"color": SOFT, "font": FONT, "offset": 12},
    }  # fmt: skip
