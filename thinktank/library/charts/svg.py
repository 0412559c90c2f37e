"""The drawing of a chart with nothing in it but lines, areas and words: what an edition stores and pages show."""

import re

from lxml import etree

from thinktank.library.charts.palette import NAMES

SHAPES = {"g", "path", "line", "rect", "circle", "text", "tspan"}
NUMBERS = re.compile(r"[-\w\s.,()+%]*")
PAINT = re.compile(r"none|transparent|#[0-9a-f]{3,8}")
VALUES = {
    **dict.fromkeys(
        ["d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "dx", "dy", "transform"], NUMBERS
    ),
    **dict.fromkeys(
        ["stroke-width", "stroke-dasharray", "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity"], NUMBERS
    ),
    **dict.fromkeys(["text-anchor", "font-size", "font-weight"], NUMBERS),
    **dict.fromkeys(["fill", "stroke"], PAINT),
}  # fmt: skip
LARGEST = 1_000_000  # characters


class NotADrawing(ValueError):
    """The text is no SVG."""


def clean_svg(text: str, name: str = "", description: str = "", place: str = "") -> str:
    """The drawing with allowed elements and attributes only, named for those who cannot see it.

    `place` makes the ids of name and description unique on a page. Raises NotADrawing.
    """
    if len(text) > LARGEST:
        raise NotADrawing
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotADrawing from None
    if root.getroottree().docinfo.doctype:  # it may name files
        raise NotADrawing
    width, height = (_size(root.get(side, "")) for side in ("width", "height"))
    if etree.QName(root).localname != "svg" or not width or not height:
        raise NotADrawing
    new = etree.Element("svg", viewBox=f"0 0 {width} {height}", width=width, height=height, role="img")
    new.set("font-family", "Inter, sans-serif")
    if name:
        _name(new, name, description, place)
    new.extend(_cleaned(child) for child in root if _is_shown(child))
    return etree.tostring(new, encoding="unicode")


def _size(text: str) -> str:
    return text if re.fullmatch(r"[1-9]\d{0,4}", text) else ""


def _name(svg: etree._Element, name: str, description: str, place: str) -> None:
    said = {"title": name, "desc": description}
    ids = [f"{place}-{tag}" for tag, words in said.items() if words]
    svg.set("aria-labelledby", " ".join(ids))
    for tag, words in said.items():
        if words:
            etree.SubElement(svg, tag, id=f"{place}-{tag}").text = words


def _is_shown(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or etree.QName(element).localname not in SHAPES:
        return False
    return element.get("display") != "none" and not (element.tag.endswith("path") and not element.get("d"))


def _cleaned(element: etree._Element) -> etree._Element:
    new = etree.Element(etree.QName(element).localname)
    classes = []
    for name, value in element.items():
        allowed = VALUES.get(name)
        if allowed and allowed.fullmatch(value):
            new.set(name, value)
            if allowed is PAINT and value in NAMES:
                classes.append(f"{name}-{NAMES[value]}")
    if classes:
        new.set("class", " ".join(classes))
    new.text, new.tail = element.text, element.tail
    new.extend(_cleaned(child) for child in element if _is_shown(child))
    return new
