"""Warnings before publishing about the files: tables set smaller or turned, notes moved, characters without a font."""

from collections.abc import Iterator
from typing import Any, Protocol

from django.utils.translation import gettext as _
from lxml import html

from thinktank.printing.letters import letters_without_font
from thinktank.printing.notes import notes_at_end
from thinktank.printing.share.lines import left_out
from thinktank.printing.tables import (
    CLOSE,
    ON_A_PAGE,
    SMALL,
    TURNED,
    is_in_another,
    setting_for,
    settings_on_a_page,
)
from thinktank.richtext.problems import Problem

MAX_NAMED = 30  # characters in one warning


class Compiled(Protocol):
    """A publishing.editions.compile.Compiled, which public code such as this must not import."""

    @property
    def title(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def content(self) -> dict[str, Any]: ...


def foreseen_in_pdf(compiled: Compiled) -> Iterator[Problem]:
    """Warnings about the PDF of a text that is about to be published."""
    content = compiled.content
    tree = html.fragment_fromstring(content["body"], create_parent="div")
    yield from _tables(tree)
    yield from _notes(tree, content["footnotes"])
    if letters := letters_without_font([compiled.title, compiled.standfirst, *_texts(content)]):
        yield Problem(
            _("No font on this server has these characters; the PDF will show empty boxes: %(letters)s")
            % {"letters": " ".join(letters[:MAX_NAMED])}
        )


def foreseen_in_share_image(compiled: Compiled) -> Iterator[Problem]:
    """A warning when the fonts of this machine lack characters of the title or of names."""
    people = [person["name"] for person in compiled.content["people"]]
    if letters := left_out("\n".join([compiled.title, *people])):
        yield Problem(
            _("The picture for social networks leaves out these characters: %(letters)s")
            % {"letters": " ".join(letters[:MAX_NAMED])}
        )


def _tables(tree: html.HtmlElement) -> Iterator[Problem]:
    words: dict[str | None, str] = {
        CLOSE: _(
            "Table %(number)s is wide: in the PDF it is set in smaller type and extends into the margin."
        ),
        TURNED: _("Table %(number)s is wider than the page: in the PDF it is turned on its side."),
        SMALL: _("Table %(number)s is very wide: in the PDF it is turned on its side and set in small type."),
        None: _("Table %(number)s is too wide for any page: in the PDF its rows become lists."),
    }
    within = words | {
        SMALL: _(
            "Table %(number)s is too wide for its place in the text: in the PDF it is set in small type."
        ),
        None: _("Table %(number)s does not fit in its place in the text: in the PDF its rows become lists."),
    }
    for number, table in enumerate(tree.iter("table"), 1):
        settings = settings_on_a_page(table)
        setting = None if is_in_another(table) else setting_for(table, settings)
        if sentence := (words if settings is ON_A_PAGE else within).get(setting.kind if setting else None):
            yield Problem(sentence % {"number": number})


def _notes(tree: html.HtmlElement, notes: list[dict[str, Any]]) -> Iterator[Problem]:
    section = html.Element("ol")
    for note in notes:
        item = html.fragment_fromstring(note["html"], create_parent="li")
        item.set("id", note["id"])
        section.append(item)
    tree.append(section)
    if moved := notes_at_end(tree):
        numbers = ", ".join(str(note["number"]) for note in notes if note["id"] in moved)
        yield Problem(
            _("These notes are too long for the foot of a page; in the PDF they are at the end: %(numbers)s")
            % {"numbers": numbers}
        )


def _texts(value: Any) -> Iterator[str]:
    """Every string in nested dicts and lists, except under keys that begin with "_"."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not key.startswith("_"):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
