"""Charts in a compiled body, where they are `<img data-chart="<sha256>">` in a figure."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from thinktank.library.charts.figure import below_html, data_html, drawing_html
from thinktank.richtext.markup import parse


def expand_charts(tree: HtmlElement, charts: Any, edition_path: str) -> dict[HtmlElement, str]:
    """Prepare the figures of charts; {element: the HTML that takes its place}. A record that shows nothing is left out."""
    replaced: dict[HtmlElement, str] = {}
    for image in list(tree.iter("img")):
        record = charts.get(image.get("data-chart", "")) if isinstance(charts, Mapping) else None
        figure = next(image.iterancestors("figure"), None)
        if not isinstance(record, Mapping) or figure is None:
            continue
        try:
            place = figure.get("id", "")
            drawn, data = drawing_html(dict(record), place), data_html(dict(record), place, edition_path)
            _add_below(figure, str(below_html(dict(record))))
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
            continue
        figure.set("class", "chart")
        replaced[image] = drawn
        replaced[etree.SubElement(figure, "div")] = data
    return replaced


def _add_below(figure: HtmlElement, below: str) -> None:
    """Add note and source to the caption."""
    if not below:
        return
    caption = figure.find(".//figcaption")
    if caption is None:
        caption = etree.SubElement(figure, "figcaption")
    elif len(caption):
        caption[-1].tail = f"{caption[-1].tail or ''} "
    else:
        caption.text = f"{caption.text or ''} "
    caption.extend(list(parse(below)))


def figure_with(body: str, number: int) -> str:
    """The digest of the chart in the figure with this number of a compiled body, or ""."""
    for figure in parse(body).iter("figure"):
        if figure.get("id") == f"fig-{number}":
            return next((image.get("data-chart", "") for image in figure.iter("img")), "")
    return ""
