"""A DOI or EDN belongs to one text. The form of a publication asks here, and publishing does once more."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.models import Publication

ONE_OF_A_KIND = ("doi", "edn")

type Taken = dict[tuple[str, str], str]  # (name of the field, language) -> sentence


def taken_identifiers(publication_id: int | None, words: Mapping[str, Mapping[str, str]]) -> Taken:
    """Of a publication's words by language: each DOI and EDN that another text has, with a sentence that names it.

    When two of its own languages have the same one, the sentence is at the second.
    """
    found: Taken = {}
    for name in ONE_OF_A_KIND:
        first: dict[str, str] = {}  # identifier -> language
        for code in languages.codes():
            value = words.get(code, {}).get(name, "")
            if value and first.setdefault(value, code) != code:
                found[name, code] = _own(value, first[value])
            elif value and (sentence := _elsewhere(publication_id, name, value)):
                found[name, code] = sentence
    return found


def _own(value: str, language: str) -> str:
    sentence = _("%(value)s is that of the text in %(language)s. Each language has its own.")
    return sentence % {"value": value, "language": languages.name_after_in(language)}


def _elsewhere(publication_id: int | None, name: str, value: str) -> str:
    columns = {code: languages.field_name(name, code) for code in languages.codes()}
    others = Publication.objects.exclude(pk=publication_id or 0)
    other = others.filter(Q.create([(column, value) for column in columns.values()], Q.OR)).first()
    if other is None:
        return ""
    code = next(code for code, column in columns.items() if getattr(other, column) == value)
    sentence = _("%(value)s is that of “%(title)s” in %(language)s.")
    return sentence % {"value": value, "title": other, "language": languages.name_after_in(code)}
