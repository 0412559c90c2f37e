"""Set the direction of each paragraph: WeasyPrint and many EPUB readers support `dir`, but not `dir="auto"`."""

from lxml import html

from thinktank.richtext.direction import direction_of

RUNS = {"p", "h1", "h2", "h3", "h4", "li", "td", "th", "figcaption", "blockquote", "dd", "dt", "caption"}


def say_directions(tree: html.HtmlElement) -> None:
    """Replace `dir="auto"`: set `dir` on elements that run from right to left, and remove it from the others."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        given = element.get("dir", "")
        if given == "auto" or (not given and element.tag in RUNS):
            element.attrib.pop("dir", None)
            way = direction_of(element.itertext())
            if way == "rtl" or (way and _around(element) == "rtl"):
                element.set("dir", way)


def _around(element: html.HtmlElement) -> str:
    return next((way for outer in element.iterancestors() if (way := outer.get("dir"))), "")
