"""Comparing two editions of one publication, in the order in which readers see its parts.

It compares what the editions store: names, figures and files as they were, in the edition's language.
"""

import datetime
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from thinktank.language.records import Record
from thinktank.publishing.editions.content_format import Content, upgraded
from thinktank.publishing.field_words import Fields
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.roles import role_heading
from thinktank.richtext.differences import Difference, differences, words_of
from thinktank.richtext.markup import parse
from thinktank.richtext.sanitise import clean_compiled

SHORT = 12  # characters of a digest that are shown to tell two files apart
PICTURE_WORDS = ("alt", "caption", "credit")

type Entry = tuple[tuple[str, str], str]  # ((label, ""), text)


def compare_editions(fields: Fields, old: Edition, new: Edition) -> list[Difference]:
    """Differences between two editions. Formatting and the places of files do not count."""
    return differences(dict(_readable(fields, old)), dict(_readable(fields, new)))


def _readable(fields: Fields, edition: Edition) -> Iterator[Entry]:
    """Yield ((label, ""), text) for everything an edition says."""
    content = upgraded(edition.content)
    body, links = _body(content)
    yield (fields.label("kind"), ""), kind_label(edition.type, edition.kind)
    yield (fields.label("title"), ""), edition.title
    yield (fields.label("standfirst"), ""), edition.standfirst
    yield (fields.label("dated"), ""), date_format(edition.dated, "DATE_FORMAT")
    yield (fields.label_of_rows("contributions"), ""), _lines(map(_billed, content["people"]))
    yield (fields.label_of_rows("institutions"), ""), _lines(map(_billed, content["institutions"]))
    yield from _own_fields(fields, content)
    yield (fields.label("cover"), ""), _picture(content["cover"])
    yield (fields.label("body"), ""), body
    yield from _own_parts(fields, content)
    yield (fields.label_of_rows("pictures"), ""), _lines(map(_picture, content.get("pictures", [])))
    yield (fields.label_of_rows("takeaways"), ""), _lines(_takeaways(content))
    yield (fields.label("funding"), ""), content.get("funding", "")
    for name in ("licence", "translation_method", "doi", "edn"):
        yield (fields.label(name), ""), fields.value(name, content.get(name))
    yield (fields.label("copies"), ""), _lines(content.get("copies", []))
    yield (_("Pictures in the text"), ""), _lines(map(_picture, content["images"].values()))
    yield (_("Charts in the text"), ""), _lines(map(_chart, content.get("charts", {}).values()))
    yield (_("Links in the text"), ""), _lines(links)
    for name in fields.term_sets:
        yield (fields.label(name), ""), _lines(term["name"] for term in content.get(name, []))


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(filter(None, texts))


def _billed(entry: Record) -> str:
    role = role_heading(entry["role"], 1)
    return ", ".join(filter(None, [f"{role}: {entry['name']}", entry.get("affiliation")]))


def _picture(record: Record | None) -> str:
    if not record:
        return ""
    words = [record[name] for name in PICTURE_WORDS if record.get(name)]
    return _lines([*words, _("File %(digest)s") % {"digest": record["sha256"][:SHORT]}])


def _chart(record: Record) -> str:
    words = [record[name] for name in ("title", "description", "note", "source")]
    rows = [" · ".join([label, *(value or "–" for value in values)]) for label, values in record["rows"]]
    return _lines([*words, " · ".join(record["columns"]), *rows])


def _takeaways(content: Content) -> list[str]:
    names = {audience["uid"]: audience["name"] for audience in content["audiences"]}
    return [f"{names.get(uid, uid)}: {sentence}" for uid, sentence in content.get("takeaways", {}).items()]


def _own_fields(fields: Fields, content: Content) -> Iterator[Entry]:
    zone = zoneinfo.ZoneInfo(content["facts"].get("time_zone") or settings.TIME_ZONE)
    for name, value in content["facts"].items():
        yield (fields.label(name), ""), _fact(fields, name, value, zone)


def _fact(fields: Fields, name: str, value: Any, zone: zoneinfo.ZoneInfo) -> str:
    if isinstance(value, dict):
        digest = _("File %(digest)s") % {"digest": value["sha256"][:SHORT]}
        return ", ".join(filter(None, [value.get("filename"), digest]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value and fields.is_moment(name):
        moment = timezone.localtime(datetime.datetime.fromisoformat(value), zone)
        return date_format(moment, "DATETIME_FORMAT")
    return fields.value(name, value)


def _own_parts(fields: Fields, content: Content) -> Iterator[Entry]:
    for name, rows in content["parts"].items():
        yield (fields.label_of_rows(name), ""), _lines(_row(fields, name, row) for row in rows)


def _row(fields: Fields, rows: str, row: Record) -> str:
    values = (fields.value_in_row(rows, name, value) for name, value in row.items() if name != "uid")
    return " · ".join(" ".join(value.split()) for value in values if value)


def _body(content: Content) -> tuple[str, list[str]]:
    """(words of the text, with each note at its reference; a line for each link)"""
    tree = parse(clean_compiled(content["body"]))
    notes = {f"#{note['id']}": note["html"] for note in content["footnotes"]}
    links = []
    for link in list(tree.iter("a")):
        note = notes.get(link.get("href", ""))
        if note is None:
            links.append(_link(link))
        else:
            said = parse(clean_compiled(note))
            links += [_link(inner) for inner in said.iter("a")]
            link.text = f" [{' '.join(words_of(said).split())}]"
    return words_of(tree), links


def _link(link: HtmlElement) -> str:
    target = link.get("href") or link.get("data-publication") or link.get("data-subject", "")
    return f"{' '.join(''.join(link.itertext()).split())} → {target}"
