"""What differs between two editions of one publication, in the order in which a reader meets it.

The record alone is compared: names, figures and files as they stood, in the words of the edition's language.
"""

import datetime
import zoneinfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.publishing.editions.content_format import current
from thinktank.publishing.field_words import label_of, value_in_words
from thinktank.publishing.kinds import kind_label
from thinktank.publishing.roles import role_heading
from thinktank.richtext.differences import differences, words_of
from thinktank.richtext.markup import parse
from thinktank.richtext.sanitise import clean_compiled

SHORT = 12  # characters of a digest that tell two files apart
PICTURE_WORDS = ("alt", "caption", "credit")


def compare_editions(model, old, new):
    """Differences between two editions of a kind of publication; none when only its form or its files' places changed."""
    return differences(dict(_readable(model, old)), dict(_readable(model, new)))


def _readable(model, edition):
    """((label, empty), text) for everything an edition says: all of it is in the edition's language."""
    content = current(edition.content)
    body, links = _body(content)
    yield (label_of(model, "kind"), ""), kind_label(edition.type, edition.kind)
    yield (label_of(model, "title"), ""), edition.title
    yield (label_of(model, "standfirst"), ""), edition.standfirst
    yield (label_of(model, "dated"), ""), date_format(edition.dated, "DATE_FORMAT")
    yield (_label_of_rows(model, "contributions"), ""), _lines(map(_billed, content["people"]))
    yield (_label_of_rows(model, "institutions"), ""), _lines(map(_billed, content["institutions"]))
    yield from _own_fields(model, content)
    yield (label_of(model, "cover"), ""), _picture(content["cover"])
    yield (label_of(model, "body"), ""), body
    yield from _own_parts(model, content)
    yield (_label_of_rows(model, "pictures"), ""), _lines(map(_picture, content.get("pictures", [])))
    yield (_label_of_rows(model, "takeaways"), ""), _lines(_takeaways(content))
    yield (label_of(model, "funding"), ""), content.get("funding", "")
    yield (_("Pictures in the text"), ""), _lines(map(_picture, content["images"].values()))
    yield (_("Links in the text"), ""), _lines(links)
    for name in model.term_sets:
        yield (label_of(model, name), ""), _lines(term["name"] for term in content.get(name, []))


def _lines(texts):
    return "\n".join(filter(None, texts))


def _billed(entry):
    role = role_heading(entry["role"], 1)
    return ", ".join(filter(None, [f"{role}: {entry['name']}", entry.get("affiliation")]))


def _picture(record):
    if not record:
        return ""
    words = [record[name] for name in PICTURE_WORDS if record.get(name)]
    return _lines([*words, _("File %(digest)s") % {"digest": record["sha256"][:SHORT]}])


def _takeaways(content):
    names = {audience["uid"]: audience["name"] for audience in content["audiences"]}
    return [f"{names.get(uid, uid)}: {sentence}" for uid, sentence in content.get("takeaways", {}).items()]


def _own_fields(model, content):
    zone = zoneinfo.ZoneInfo(content["facts"].get("time_zone") or settings.TIME_ZONE)
    for name, value in content["facts"].items():
        yield (label_of(model, name), ""), _fact(model, name, value, zone)


def _fact(model, name, value, zone):
    if isinstance(value, dict):
        digest = _("File %(digest)s") % {"digest": value["sha256"][:SHORT]}
        return ", ".join(filter(None, [value.get("filename"), digest]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value and model._meta.get_field(name).get_internal_type() == "DateTimeField":
        moment = timezone.localtime(datetime.datetime.fromisoformat(value), zone)
        return date_format(moment, "DATETIME_FORMAT")
    return value_in_words(model, name, value)


def _own_parts(model, content):
    for name, rows in content["parts"].items():
        part_model = model._meta.get_field(name).related_model
        yield (_label_of_rows(model, name), ""), _lines(_row(part_model, row) for row in rows)


def _label_of_rows(model, name):
    return capfirst(str(model._meta.get_field(name).related_model._meta.verbose_name_plural))


def _row(part_model, row):
    values = (value_in_words(part_model, name, value) for name, value in row.items() if name != "uid")
    return " · ".join(" ".join(value.split()) for value in values if value)


def _body(content):
    """(words of the text with its notes where they are called, a line for each link)"""
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


def _link(link):
    target = link.get("href") or link.get("data-publication") or link.get("data-subject", "")
    return f"{' '.join(''.join(link.itertext()).split())} → {target}"
