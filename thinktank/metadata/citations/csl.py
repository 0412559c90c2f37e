"""CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html, schema csl-data.json of CSL 1.0.2)."""

import datetime
import json
from typing import Any

from thinktank.metadata.citations.words import kind_in_words, remarks
from thinktank.metadata.description import Description
from thinktank.metadata.names import Name
from thinktank.publishing.models import Contribution

CREATORS = {
    Contribution.Role.EDITOR: "editor",
    Contribution.Role.TRANSLATOR: "translator",
    Contribution.Role.INTERVIEWER: "interviewer",
}


def csl_item(of: Description, read_on: datetime.date) -> dict[str, Any]:
    """The edition as one item. An institution is an author only of a report that names nobody."""
    bodies = of.publishers if of.in_print and not of.authors else []
    people = {name: [_name(person.name) for person in of.with_role(role)] for role, name in CREATORS.items()}
    item = {
        "id": f"{of.canonical}#{of.number}",
        "type": of.cited_as.csl,
        "title": of.title,
        "author": [_name(person.name) for person in of.authors] or [{"literal": body} for body in bodies],
        **people,
        "issued": _day(of.dated) if of.dated else None,
        "accessed": _day(read_on),
        "container-title": "" if of.in_print else of.publisher.name,
        "publisher": " / ".join(of.publishers) if of.in_print or of.bodies else "",
        "number": of.report_number,
        "genre": kind_in_words(of),
        "abstract": of.abstract,
        "keyword": ", ".join(of.keywords),
        "language": of.language,
        "version": of.printed,
        "DOI": of.doi,
        "URL": of.permanent,
        "note": note(of),
    }
    return {name: value for name, value in item.items() if value}


def csl_json(of: Description, read_on: datetime.date) -> str:
    return json.dumps([csl_item(of, read_on)], ensure_ascii=False, indent=1) + "\n"


def note(of: Description) -> str:
    """What became of the text, its EDN and its licence: for programs that have no place of their own for them."""
    licence = f"{of.licence.label} {of.licence.address}".strip() if of.licence else ""
    return ". ".join(filter(None, [*remarks(of), of.edn and f"EDN {of.edn}", licence]))


def _name(name: Name) -> dict[str, str]:
    if name.is_team:
        return {"literal": name.billed}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: words for part, words in parts.items() if words}


def _day(day: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
