"""Facets in the address of a search: `?topic=arms-control&year=2019` narrows the results, and each shows its counts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thinktank.addresses.alternates import with_query
from thinktank.addresses.directory import directory
from thinktank.language import languages
from thinktank.publishing.publication_types import Words, kinds_of, publication_types
from thinktank.search.facets import NAMES, SUBJECTS, facet, parts_of

VALUE = re.compile(r"[a-z0-9._]+")
UNKNOWN = "none"  # a value that no document has
MOST_VALUES = 12  # of one facet that are shown
HEADINGS: dict[str, Words] = {
    "kind": _("Kind"),
    "topic": _("Topic"),
    "region": _("Region"),
    "project": _("Project"),
    "person": _("Person"),
    "institution": _("Institution"),
    "year": _("Year"),
    "language": _("Language"),
}
PLURAL: dict[str, Words] = {
    "experts": _("Experts"),
    "organizations": _("Organisations"),
    "topics": _("Topics"),
    "regions": _("Regions"),
    "projects": _("Projects"),
    "series": _("Series"),
    "for": _("For readers"),
    "polls": _("Polls"),
}


@dataclass(frozen=True)
class Choice:
    """A value of a facet, as a link that chooses it, or that takes the choice back."""

    label: str
    n: int
    path: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    name: str
    heading: Words
    choices: list[Choice]


def chosen(request: HttpRequest) -> dict[str, str]:
    """{facet: token} of the values in the address. An unknown value becomes a token that no document has."""
    return {
        name: _token(name, value, request.LANGUAGE_CODE)
        for name in NAMES
        if (value := request.GET.get(name, "")[:100])
    }


def _token(name: str, value: str, language: str) -> str:
    """The token of a value in an address: subjects are named by the last part of their page's address."""
    entry = directory().at(language, SUBJECTS[name], value) if name in SUBJECTS else None
    return facet(name, entry.uid.replace("-", "") if entry else value if VALUE.fullmatch(value) else UNKNOWN)


def in_address(token: str, language: str) -> str:
    """The value of a token in an address in this language; its uid for a subject without a page in it."""
    name, value = parts_of(token)
    entry = directory().find(_uid(value), language) if name in SUBJECTS else None
    return entry.slug if entry else value


def in_addresses(tokens: dict[str, str], language: str) -> dict[str, str]:
    """{facet: value in an address}, without unknown values."""
    return {
        name: in_address(token, language) for name, token in tokens.items() if parts_of(token)[1] != UNKNOWN
    }


def _uid(value: str) -> str:
    """Hex digits with the hyphens of a UUID."""
    return "-".join([value[:8], value[8:12], value[12:16], value[16:20], value[20:]])


def groups(request: HttpRequest, typed: str, counts: Counter[str], total: int) -> list[Group]:
    """Every facet that divides the results, of which there are `total`, or of which a value is chosen."""
    found = _groups(request, typed, counts)
    return [each for each in found if any(choice.is_chosen or choice.n < total for choice in each.choices)]


def _groups(request: HttpRequest, typed: str, counts: Counter[str]) -> Iterator[Group]:
    language, now = request.LANGUAGE_CODE, chosen(request)
    by_name: dict[str, list[str]] = {name: [] for name in NAMES}
    for token in counts:
        by_name[parts_of(token)[0]].append(token)
    by_name["kind"] = _kinds_to_choose(by_name["kind"], now.get("kind", ""))
    for name, tokens in by_name.items():
        labelled = [(label, token) for token in tokens if (label := label_of(token, language))]
        labelled.sort(key=lambda each: _place(each[0], each[1], counts))
        choices = [
            _choice(request.path, typed, now, label, token, counts, language)
            for label, token in labelled[:MOST_VALUES]
        ]
        if choices:
            yield Group(name, HEADINGS[name], choices)


def _kinds_to_choose(tokens: list[str], now: str) -> list[str]:
    """The types of results; once one is chosen, or there is only one, its kinds too."""
    types = [token for token in tokens if "." not in token]
    shown = now.partition(".")[0] or (types[0] if len(types) == 1 else "")
    return types + [token for token in tokens if shown and token.startswith(f"{shown}.")]


def _place(label: str, token: str, counts: Counter[str]) -> tuple[int, int, str]:
    """Years by date, the latest first; other values by their number."""
    name, value = parts_of(token)
    return (-int(value), 0, "") if name == "year" else (0, -counts[token], label)


def _choice(
    path: str, typed: str, now: dict[str, str], label: str, token: str, counts: Counter[str], language: str
) -> Choice:
    name = parts_of(token)[0]
    is_chosen = now.get(name) == token
    others = {key: other for key, other in now.items() if key != name}
    new = others if is_chosen else {**others, name: token}
    return Choice(label, counts[token], path_of(path, typed, new, language), is_chosen)


def path_of(path: str, typed: str, tokens: dict[str, str], language: str) -> str:
    values = in_addresses(tokens, language)
    return with_query(path, {"q": typed, **values})


def label_of(token: str, language: str) -> str:
    """The words for a value in this language; empty when nobody should see it."""
    name, value = parts_of(token)
    if name == "kind":
        return _kind(value)
    if name == "language":
        return str(languages.name_of(value)) if value in languages.codes() else ""
    if name == "year":
        return value
    codes = [language, *languages.codes()]
    entries = (directory().find(_uid(value), code) for code in codes)
    return next((entry.label for entry in entries if entry), "")


def _kind(value: str) -> str:
    type_name, _dot, kind = value.partition(".")
    if kind:
        return str(kinds_of(type_name).get(kind, ""))
    plurals = {each.name: each.plural for each in publication_types()}
    return str(plurals.get(type_name) or PLURAL.get(type_name, ""))


def chosen_labels(request: HttpRequest, typed: str) -> list[Choice]:
    """What is chosen, each as a link that takes it back, also when nothing was found."""
    now, language = chosen(request), request.LANGUAGE_CODE
    return [
        Choice(
            label_of(token, language) or request.GET[name], 0,
            path_of(request.path, typed, {key: t for key, t in now.items() if key != name}, language), True,
        )
        for name, token in now.items()
    ]  # fmt: skip
