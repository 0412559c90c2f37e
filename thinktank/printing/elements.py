"""Typed access to elements of an lxml tree."""

from typing import cast

from lxml import html


def parent_of(element: html.HtmlElement) -> html.HtmlElement:
    """The element's parent. Raises ValueError for the root of a tree."""
    parent = element.getparent()
    if parent is None:
        raise ValueError(f"{element.tag!r} has no parent.")
    return parent


def elements_at(element: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """The elements that an XPath finds. `path` must select elements, not attributes or text."""
    return cast(list[html.HtmlElement], element.xpath(path))
