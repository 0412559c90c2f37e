"""Markings as HTML."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thinktank.markings.in_force import Shown


def beside_name(shown: Iterable[Shown]) -> SafeString:
    """What stands after a name."""
    return format_html_join("", ' <span class="{}"{}>{}</span>', map(_parts, shown))


def paragraphs(shown: Iterable[Shown]) -> SafeString:
    """What stands on every page."""
    return format_html_join("", '<p class="page {}"{}>{}</p>', map(_parts, shown))


def plain_paragraphs(named: Iterable[tuple[str, Shown]]) -> SafeString:
    """For readers without our styles: (name or "", marking) as paragraphs, prominent ones in bold type."""
    lines = []
    for name, shown in named:
        said = format_html("{}: {}", name, shown.words) if name else shown.words
        said = format_html("<strong>{}</strong>", said) if shown.is_prominent else said
        lines.append((_lang(shown), said))
    return format_html_join("", "<p{}>{}</p>\n", lines)


def _parts(shown: Shown) -> tuple[Any, ...]:
    return "marking is-prominent" if shown.is_prominent else "marking", _lang(shown), shown.words


def _lang(shown: Shown) -> SafeString:
    return format_html(' lang="{}"', shown.lang) if shown.lang else SafeString("")
